import { Button, type ButtonProps } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { pathOf } from "@/api/use-pages";

/** A download by the browser itself: it streams to disk, whatever the size. */
export function DownloadButton({
  href,
  title,
  children,
  ...look
}: ButtonProps & { href: string; title?: string; children: ReactNode }) {
  return (
    <Button
      component="a"
      href={pathOf(href)}
      download
      variant="default"
      leftSection={<IconDownload size={16} stroke={1.8} aria-hidden />}
      title={title}
      {...look}
    >
      {children}
    </Button>
  );
}
