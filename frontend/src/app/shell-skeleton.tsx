import { Skeleton } from "@mantine/core";
import { Brand } from "@/components/brand";
import { text } from "@/text/text";
import classes from "./shell.module.css";

/** The shape of the page while the session is read. */
export function ShellSkeleton() {
  return (
    <div className={classes.shell} aria-busy="true" aria-label={text.loading} role="status">
      <div className={classes.top}>
        <Brand />
      </div>
      <div className={classes.content}>
        <Skeleton height={32} width={240} mb={12} />
        <Skeleton height={18} width="min(480px, 100%)" mb={32} />
        <Skeleton height={240} radius={12} />
      </div>
    </div>
  );
}
