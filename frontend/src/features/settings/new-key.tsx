import { Button } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import type { ApiKeyCreated } from "@/api/gen/types.gen";
import { Note } from "@/components/note";
import { text } from "@/text/text";
import classes from "./new-key.module.css";

/** The one time a key is shown. */
export function NewKeyNote({ created, onDismiss }: { created: ApiKeyCreated; onDismiss: () => void }) {
  const [copied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => field.current?.select(), []);

  async function copy() {
    field.current?.select();
    // the clipboard is there only over https or on this machine; elsewhere the selection stays to be copied by hand
    await navigator.clipboard?.writeText(created.key);
    setCopied(Boolean(navigator.clipboard));
  }

  return (
    <div role="status">
      <Note
        tone="good"
        title={text.settings.created(created.name)}
        actions={
          <Button size="xs" variant="default" onClick={onDismiss}>
            {text.settings.dismiss}
          </Button>
        }
      >
        <p className={classes.words}>{text.settings.createdDetail}</p>
        <div className={classes.line}>
          <input
            ref={field}
            readOnly
            value={created.key}
            aria-label={text.settings.keyValue}
            className={classes.key}
          />
          <Button
            size="sm"
            onClick={copy}
            leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          >
            {copied ? text.settings.copied : text.settings.copy}
          </Button>
        </div>
      </Note>
    </div>
  );
}
