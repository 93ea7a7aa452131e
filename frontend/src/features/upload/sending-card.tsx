import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import { Note } from "@/components/note";
import { ProgressBar } from "@/components/progress-bar";
import { percent } from "@/text/format";
import { text } from "@/text/text";
import classes from "./sending-card.module.css";
import { isOnItsWay, shareSent, transferWords, type UploadState } from "./upload-state";
import type { UploadActions } from "./use-upload";

/** Stands where the drop zone was while the file travels; as high, so that nothing below moves. */
export function SendingCard({ upload }: { upload: UploadActions }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);

  const { state } = upload;
  const title = titleOf(state);
  const share = isOnItsWay(state) ? shareSent(state) : null;
  return (
    <div className={classes.card}>
      <h2 ref={heading} tabIndex={-1} className={classes.title}>
        {title}
      </h2>
      <ProgressBar share={share} label={title} {...(share !== null && { valueText: percent(share) })} />
      <p className={classes.words} data-testid="upload-words">
        {isOnItsWay(state) ? transferWords(state) : " "}
      </p>
      <Hindrance state={state} />
      {isOnItsWay(state) && state.id !== null && <Controls upload={upload} state={state} />}
    </div>
  );
}

/** What holds it up, or else what one may do meanwhile, and what the file seems to lack. */
function Hindrance({ state }: { state: UploadState }) {
  if (!isOnItsWay(state)) return null;
  const { missing } = state;
  return (
    <>
      {state.step === "waiting" && <Note tone="partial">{text.upload.byItself(state.why)}</Note>}
      {state.step === "stopped" && (
        <div role="alert">
          <Note tone="bad">{state.why}</Note>
        </div>
      )}
      {missing.length > 0 && (
        <Note tone="partial">{text.upload.missing(missing.join(", "), missing.length)}</Note>
      )}
      {state.step === "sending" && <p className={classes.words}>{text.upload.meanwhile}</p>}
    </>
  );
}

function Controls({ upload, state }: { upload: UploadActions; state: UploadState }) {
  const moves = state.step === "sending" || state.step === "waiting";
  return (
    <div className={classes.controls}>
      {moves ? (
        <Button variant="default" onClick={upload.pause}>
          {text.upload.pause}
        </Button>
      ) : (
        <Button onClick={upload.goOn}>{text.upload.goOn}</Button>
      )}
      <Button variant="default" onClick={() => void upload.cancel()}>
        {text.upload.cancel}
      </Button>
    </div>
  );
}

function titleOf(state: UploadState): string {
  switch (state.step) {
    case "sending":
      return text.upload.title(state.name);
    case "paused":
      return text.upload.titlePaused(state.name);
    case "waiting":
      return text.upload.titleWaiting(state.name);
    case "stopped":
      return text.upload.titleStopped(state.name);
    case "here":
      return text.upload.titleHere(state.name);
    default:
      return text.upload.fetchingSample;
  }
}
