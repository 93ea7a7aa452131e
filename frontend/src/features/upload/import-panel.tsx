import { LiveText } from "@/components/live-text";
import { useFileGifts } from "@/components/use-file-gifts";
import { text } from "@/text/text";
import { DropZone } from "./drop-zone";
import classes from "./import-panel.module.css";
import { SendingCard } from "./sending-card";
import { isUnderway, uploadAnnouncement } from "./upload-state";
import type { Target, UploadActions } from "./use-upload";

interface Props {
  upload: UploadActions;
  target: Target | undefined;
  limit: number | undefined;
}

/** From the empty zone to the file on its way. */
export function ImportPanel({ upload, target, limit }: Props) {
  const { state } = upload;
  const underway = isUnderway(state);
  const take = (files: File[]) => void upload.send(files, target);
  const hovering = useFileGifts(!underway, take);

  return (
    <div>
      <LiveText>{uploadAnnouncement(state)}</LiveText>
      {underway ? (
        <SendingCard upload={upload} />
      ) : (
        <DropZone
          limit={limit}
          hovering={hovering}
          onFiles={take}
          refused={state.step === "refused" && state.why}
        >
          <p className={classes.sample}>
            {text.upload.sampleLead}{" "}
            <button
              type="button"
              className={classes.try}
              onClick={() => void upload.sendSample()}
              aria-describedby="sample-detail"
            >
              {text.upload.sample}
            </button>
            <span id="sample-detail" className={classes.detail}>
              {text.upload.sampleDetail}
            </span>
          </p>
        </DropZone>
      )}
    </div>
  );
}
