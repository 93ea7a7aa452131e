import { IconFileUpload } from "@tabler/icons-react";
import { type ReactNode, useRef } from "react";
import { bytes } from "@/text/format";
import { text } from "@/text/text";
import classes from "./drop-zone.module.css";
import { ALLOWED_ENDINGS } from "./refusal";

interface Props {
  limit: number | undefined;
  hovering: boolean;
  onFiles: (files: File[]) => void;
  /** Why the last file was not taken. */
  refused?: ReactNode;
  children?: ReactNode;
}

/** The place for a file. The button inside is the keyboard's way; drops and pastes are caught for the whole page. */
export function DropZone({ limit, hovering, onFiles, refused, children }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const browse = () => input.current?.click();

  return (
    <div
      className={classes.zone}
      data-hovering={hovering || undefined}
      data-refused={Boolean(refused) || undefined}
    >
      <IconFileUpload size={40} stroke={1.3} aria-hidden className={classes.icon} />
      <p className={classes.call}>
        {hovering ? (
          text.upload.dropNow
        ) : (
          <>
            {text.upload.dropHere}{" "}
            <button type="button" className={classes.browse} onClick={browse} aria-describedby="zone-hint">
              {text.upload.browse}
            </button>
          </>
        )}
      </p>
      <p className={classes.hint} id="zone-hint">
        {text.upload.kinds(limit === undefined ? "…" : bytes(limit))}
      </p>
      <div role="alert" className={classes.refused}>
        {refused}
      </div>
      {children}
      <input
        ref={input}
        type="file"
        hidden
        accept={ALLOWED_ENDINGS.join(",")}
        aria-label={text.upload.fileInput}
        data-testid="file-input"
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          // the same file may be chosen again after it was mended
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}
