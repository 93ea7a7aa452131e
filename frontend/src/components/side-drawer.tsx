import { Drawer } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import classes from "./side-drawer.module.css";

interface Props<T> {
  /** What is looked at; nothing closes the drawer. */
  of: T | undefined;
  /** What the button that closes it says. */
  close: string;
  onClose: () => void;
  /** Draws what is looked at, with a `SideDrawerTitle` that names the drawer. */
  children: (of: T) => ReactNode;
}

/** One thing in its details, beside the list that it stands in. */
export function SideDrawer<T>({ of, close, onClose, children }: Props<T>) {
  // still drawn while the drawer closes
  const [latest, setLatest] = useState(of);
  if (of !== undefined && of !== latest) setLatest(of);
  // It gives the focus back to where it was when it opened, which it learns only after it has been drawn closed.
  const [ready, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  return (
    <Drawer.Root opened={ready && of !== undefined} onClose={onClose} position="right" size={620}>
      <Drawer.Overlay />
      {/* no Drawer.Header: it would be a second banner of the page */}
      <Drawer.Content bg="var(--surface)">
        <Drawer.Body className={classes.body}>
          <Drawer.CloseButton className={classes.close} aria-label={close} />
          {latest !== undefined && children(latest)}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

export function SideDrawerTitle({ children }: { children: string }) {
  return <Drawer.Title className={classes.title}>{children}</Drawer.Title>;
}
