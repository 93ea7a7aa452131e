import { useLocation } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { text } from "@/text/text";
import classes from "./page-heading.module.css";

/** The address the tab was opened at: there the browser's own focus is left alone. */
const openedAt = window.location.pathname;
let hasMoved = false;

interface Props {
  title: string;
  /** For the browser's tab, when it should say more than the heading. */
  tabTitle?: string;
  lead?: ReactNode;
  children?: ReactNode;
}

/** The heading of a page. It takes the focus when the page is reached by navigation, so that a screen reader reads on from it. */
export function PageHeading({ title, tabTitle, lead, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();

  useEffect(() => {
    hasMoved ||= pathname !== openedAt;
    if (hasMoved) heading.current?.focus({ preventScroll: true });
  }, [pathname]);

  return (
    <header className={classes.header}>
      <title>{`${tabTitle ?? title} · ${text.product}`}</title>
      <div className={classes.words}>
        <h1 ref={heading} tabIndex={-1} className={classes.title}>
          {title}
        </h1>
        {lead && <p className={classes.lead}>{lead}</p>}
      </div>
      {children && <div className={classes.actions}>{children}</div>}
    </header>
  );
}
