import { useEffect, useEffectEvent, useState } from "react";
import { pastedFiles } from "./pasted";

/**
 * Files dropped or pasted anywhere on the page, while `enabled`. A file dropped beside the zone
 * would otherwise make the browser leave the page and open it. Returns whether one hovers.
 */
export function useFileGifts(enabled: boolean, onFiles: (files: File[]) => void): boolean {
  const [hovering, setHovering] = useState(false);

  const drop = useEffectEvent((event: DragEvent) => {
    event.preventDefault();
    setHovering(false);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (enabled && files.length > 0) onFiles(files);
  });
  const over = useEffectEvent((event: DragEvent) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    if (enabled) setHovering(true);
  });
  const leave = useEffectEvent((event: DragEvent) => {
    // only when the pointer leaves the window, not when it crosses from one element to the next
    if (!event.relatedTarget) setHovering(false);
  });
  const paste = useEffectEvent((event: ClipboardEvent) => {
    if (!enabled || event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement)
      return;
    const files = pastedFiles(event.clipboardData);
    if (files.length > 0) onFiles(files);
  });

  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    window.addEventListener("dragover", (event) => over(event), { signal });
    window.addEventListener("dragleave", (event) => leave(event), { signal });
    window.addEventListener("drop", (event) => drop(event), { signal });
    window.addEventListener("paste", (event) => paste(event), { signal });
    return () => stop.abort();
  }, []);

  return hovering;
}
