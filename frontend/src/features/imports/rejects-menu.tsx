import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconDownload } from "@tabler/icons-react";
import { text } from "@/text/text";
import { rejectsFile } from "./paths";
import classes from "./rejects-menu.module.css";

const FORMATS = ["csv", "csv-safe", "xlsx"] as const;

interface Props {
  id: string;
  variant: "filled" | "default";
}

/** The rows that were left out, as files to correct. */
export function RejectsMenu({ id, variant }: Props) {
  return (
    <Menu position="bottom-start" width={320} withinPortal={false}>
      <Menu.Target>
        <Button
          variant={variant}
          leftSection={<IconDownload size={16} stroke={1.8} aria-hidden />}
          rightSection={<IconChevronDown size={16} stroke={1.8} aria-hidden />}
        >
          {text.job.downloadRejects}
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label={text.job.downloadRejects}>
        {FORMATS.map((format) => (
          <Menu.Item key={format} component="a" href={rejectsFile(id, format)} download>
            <span className={classes.name}>{text.job.rejectsFormats[format].name}</span>
            <span className={classes.hint}>{text.job.rejectsFormats[format].hint}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
