import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import { ProgressBar } from "@/components/progress-bar";
import { percent } from "@/text/format";
import { text } from "@/text/text";
import classes from "./sending-card.module.css";
import { sendingWords, type UploadState } from "./upload-state";

type Underway = Extract<UploadState, { step: "sending" | "fetching-sample" | "accepted" }>;

/** Stands where the drop zone was while the file travels; as high, so that nothing below moves. */
export function SendingCard({ state, onCancel }: { state: Underway; onCancel: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);

  const sending = state.step === "sending";
  const title = titleOf(state);
  const share = sending && state.total > 0 ? state.sent / state.total : null;
  return (
    <div className={classes.card}>
      <h2 ref={heading} tabIndex={-1} className={classes.title}>
        {title}
      </h2>
      <ProgressBar share={share} label={title} {...(share !== null && { valueText: percent(share) })} />
      <p className={classes.words}>{sending ? sendingWords(state) : " "}</p>
      {sending && (
        <Button variant="default" onClick={onCancel}>
          {text.import.uploadCancel}
        </Button>
      )}
    </div>
  );
}

function titleOf(state: Underway): string {
  switch (state.step) {
    case "sending":
      return text.import.uploading(state.name);
    case "fetching-sample":
      return text.import.fetchingSample;
    case "accepted":
      return text.import.takenIn;
  }
}
