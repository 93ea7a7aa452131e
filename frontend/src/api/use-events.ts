import { useDocumentVisibility } from "@mantine/hooks";
import { useEffect } from "react";

const TYPES = ["status", "progress", "log"];
/** Milliseconds in which all that happens counts as one piece of news. */
const TOGETHER = 250;

interface Listening {
  onNews: () => void;
  /** Told whether the stream is open, and so whether news can be relied on to come. */
  onOpen: (open: boolean) => void;
}

/**
 * Listens to a stream of events while the page is in sight. A null path listens to nothing.
 *
 * A hidden page lets go, since a browser opens only a few connections to one server, over all of its tabs.
 */
export function useEvents(path: string | null, { onNews, onOpen }: Listening): void {
  const inSight = useDocumentVisibility() === "visible";
  useEffect(() => {
    if (path === null || !inSight || typeof EventSource === "undefined") return;
    const source = new EventSource(path);
    let waiting: number | undefined;
    const happened = () => {
      waiting ??= window.setTimeout(() => {
        waiting = undefined;
        onNews();
      }, TOGETHER);
    };
    for (const type of TYPES) source.addEventListener(type, happened);
    source.onopen = () => onOpen(true);
    source.onerror = () => onOpen(false); // the browser comes back by itself, where that can help
    return () => {
      window.clearTimeout(waiting);
      source.close();
      onOpen(false);
    };
  }, [path, inSight, onNews, onOpen]);
}
