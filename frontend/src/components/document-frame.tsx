import { pathOf } from "@/api/use-pages";
import classes from "./document-frame.module.css";

interface Props {
  href: string;
  title: string;
  /** A look at it beside other things, not to read it in. */
  small?: boolean;
}

/**
 * A document of the server's, within the page. No script runs in it, and it is of no origin: it cannot touch what is
 * around it, nor say how high it is, so it scrolls within itself.
 */
export function DocumentFrame({ href, title, small = false }: Props) {
  return (
    <iframe
      className={classes.frame}
      data-small={small || undefined}
      src={pathOf(href)}
      title={title}
      sandbox=""
      referrerPolicy="no-referrer"
    />
  );
}
