import { Button, Popover } from "@mantine/core";
import { IconHelpCircle } from "@tabler/icons-react";
import { text } from "@/text/text";
import classes from "./filter-help.module.css";

/** What can be typed over a column. */
export function FilterHelp() {
  return (
    <Popover position="bottom-start" width={320} withinPortal={false}>
      <Popover.Target>
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconHelpCircle size={16} stroke={1.8} aria-hidden />}
        >
          {text.rowsGrid.help}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={text.rowsGrid.help}>
        <dl className={classes.examples}>
          {text.rowsGrid.examples.map(({ typed, means }) => (
            <div key={typed}>
              <dt>
                <code>{typed}</code>
              </dt>
              <dd>{means}</dd>
            </div>
          ))}
        </dl>
      </Popover.Dropdown>
    </Popover>
  );
}
