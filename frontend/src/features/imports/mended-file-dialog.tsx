import { useRef } from "react";
import { Dialog } from "@/components/dialog";
import { ProblemNote } from "@/components/problem-note";
import { ProgressBar } from "@/components/progress-bar";
import { useFileGifts } from "@/components/use-file-gifts";
import { percent } from "@/text/format";
import { text } from "@/text/text";
import classes from "./mended-file-dialog.module.css";
import { useMendedFile } from "./use-mended-file";

interface Props {
  id: string;
  opened: boolean;
  onClose: () => void;
  /** Once the server merges it. */
  onAccepted: () => void;
}

/** Takes the corrected rejects of an import back, dropped, chosen or pasted. */
export default function MendedFileDialog({ id, opened, onClose, onAccepted }: Props) {
  const { state, send } = useMendedFile(id, () => {
    onAccepted();
    onClose();
  });
  const sending = state.step === "sending";
  const hovering = useFileGifts(opened && !sending, (files) => void send(files));
  return (
    <Dialog title={text.merge.title} lead={text.merge.lead} opened={opened} onClose={onClose}>
      {state.step === "refused" && <ProblemNote error={state.error} />}
      {sending ? (
        <Sending name={state.name} share={state.share} />
      ) : (
        <Zone hovering={hovering} onFiles={(files) => void send(files)} />
      )}
    </Dialog>
  );
}

function Sending({ name, share }: { name: string; share: number }) {
  const words = share < 1 ? text.merge.sending(name, percent(share)) : text.merge.taken(name);
  return (
    <div className={classes.zone}>
      <p className={classes.call}>{words}</p>
      <div className={classes.bar}>
        <ProgressBar share={share < 1 ? share : null} label={name} valueText={words} />
      </div>
    </div>
  );
}

function Zone({ hovering, onFiles }: { hovering: boolean; onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={classes.zone} data-hovering={hovering || undefined}>
      <p className={classes.call}>
        {hovering ? (
          text.merge.dropNow
        ) : (
          <>
            {text.merge.drop}{" "}
            <button
              type="button"
              className={classes.browse}
              onClick={() => input.current?.click()}
              data-autofocus
            >
              {text.merge.browse}
            </button>
          </>
        )}
      </p>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={text.merge.fileInput}
        data-testid="mended-file-input"
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          // the same file may be chosen again after it was corrected once more
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}
