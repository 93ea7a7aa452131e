import type { ReactNode } from "react";
import { KnownFile } from "@/components/known-file";
import { LiveText } from "@/components/live-text";
import { useFileGifts } from "@/components/use-file-gifts";
import { text } from "@/text/text";
import { DropZone } from "./drop-zone";
import classes from "./import-panel.module.css";
import { SendingCard } from "./sending-card";
import { isUnderway, type UploadState, uploadAnnouncement } from "./upload-state";
import { useLeaveGuard } from "./use-leave-guard";
import type { UploadActions } from "./use-upload";

interface Props {
  upload: UploadActions;
  dataset: string | undefined;
  limit: number | undefined;
}

function refusedIn(state: UploadState, onAnyway: () => void): ReactNode {
  if (state.step === "refused") return state.why;
  return (
    state.step === "known" && (
      <KnownFile file={state.file.name} dataset={state.dataset} earlier={state.earlier} onAnyway={onAnyway} />
    )
  );
}

/** From the empty zone to the file on its way. */
export function ImportPanel({ upload, dataset, limit }: Props) {
  const { state } = upload;
  const underway = isUnderway(state);
  const take = (files: File[]) => void upload.send(files, dataset);
  const hovering = useFileGifts(!underway, take);
  useLeaveGuard(state.step === "sending");

  return (
    <div>
      <LiveText>{uploadAnnouncement(state)}</LiveText>
      {underway ? (
        <SendingCard state={state} onCancel={upload.cancel} />
      ) : (
        <DropZone
          limit={limit}
          hovering={hovering}
          onFiles={take}
          refused={refusedIn(state, () => void upload.sendAnyway())}
        >
          <p className={classes.sample}>
            {text.import.sampleLead}{" "}
            <button
              type="button"
              className={classes.try}
              onClick={() => void upload.sendSample()}
              aria-describedby="sample-detail"
            >
              {text.import.sample}
            </button>
            <span id="sample-detail" className={classes.detail}>
              {text.import.sampleDetail}
            </span>
          </p>
        </DropZone>
      )}
    </div>
  );
}
