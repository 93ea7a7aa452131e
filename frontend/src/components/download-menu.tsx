import { Button, type ButtonProps, Menu } from "@mantine/core";
import { IconChevronDown, IconDownload } from "@tabler/icons-react";
import classes from "./download-menu.module.css";

export interface DownloadChoice {
  href: string;
  name: string;
  hint: string;
  /** It cannot be had, and the hint says why. */
  disabled?: boolean;
}

interface Props extends Pick<ButtonProps, "variant" | "size" | "disabled"> {
  label: string;
  choices: DownloadChoice[];
}

/** The same rows as a file, in one format or another; the browser itself streams it to disk. */
export function DownloadMenu({ label, choices, variant = "default", ...button }: Props) {
  return (
    <Menu
      position="bottom-start"
      width={320}
      withinPortal={false}
      // a menu may hold nothing but its items
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Button
          variant={variant}
          leftSection={<IconDownload size={16} stroke={1.8} aria-hidden />}
          rightSection={<IconChevronDown size={16} stroke={1.8} aria-hidden />}
          {...button}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label={label} className={classes.menu}>
        {choices.map(({ href, name, hint, disabled }) =>
          disabled ? (
            <Menu.Item key={href} disabled>
              <Words name={name} hint={hint} />
            </Menu.Item>
          ) : (
            <Menu.Item key={href} component="a" href={href} download>
              <Words name={name} hint={hint} />
            </Menu.Item>
          ),
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function Words({ name, hint }: Pick<DownloadChoice, "name" | "hint">) {
  return (
    <>
      <span className={classes.name}>{name}</span>
      <span className={classes.hint}>{hint}</span>
    </>
  );
}
