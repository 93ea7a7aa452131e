import type { EarlierImport } from "@/api/gen/types.gen";
import { bytes, duration, percent } from "@/text/format";
import { text } from "@/text/text";
import { type Sample, speedOf, withSample } from "./speed";

/** Where the file is on its way to the server; once accepted, the import has a page of its own. */
export type UploadState =
  | { step: "idle" }
  | { step: "refused"; why: string }
  /** The dataset was sent the same bytes before; they travel again only if somebody insists. */
  | { step: "known"; file: File; dataset: string; earlier: EarlierImport }
  | { step: "fetching-sample" }
  | { step: "sending"; name: string; sent: number; total: number; samples: Sample[] }
  | { step: "accepted"; id: string };

export type UploadEvent =
  | { type: "refused"; why: string }
  | { type: "known"; file: File; dataset: string; earlier: EarlierImport }
  | { type: "sample-asked" }
  | { type: "started"; name: string; total: number; at: number }
  | { type: "progressed"; sent: number; total: number; at: number }
  | { type: "accepted"; id: string };

export function uploadReducer(state: UploadState, event: UploadEvent): UploadState {
  switch (event.type) {
    case "refused":
      return { step: "refused", why: event.why };
    case "known":
      return { step: "known", file: event.file, dataset: event.dataset, earlier: event.earlier };
    case "sample-asked":
      return { step: "fetching-sample" };
    case "started":
      return {
        step: "sending",
        name: event.name,
        sent: 0,
        total: event.total,
        samples: [{ at: event.at, sent: 0 }],
      };
    case "progressed": {
      if (state.step !== "sending") return state;
      const samples = withSample(state.samples, { at: event.at, sent: event.sent });
      return { ...state, sent: event.sent, total: event.total, samples };
    }
    case "accepted":
      return { step: "accepted", id: event.id };
  }
}

/** Whether a file is on its way, and the zone waits for no other. */
export function isUnderway(
  state: UploadState,
): state is Exclude<UploadState, { step: "idle" | "refused" | "known" }> {
  return state.step !== "idle" && state.step !== "refused" && state.step !== "known";
}

/** "12.4 MB of 84.9 MB · 21 MB/s · 3 s left". */
export function sendingWords({ sent, total, samples }: Extract<UploadState, { step: "sending" }>): string {
  if (total > 0 && sent >= total) return text.import.takingIn;
  const speed = speedOf(samples);
  const amount = text.import.sent(bytes(sent), bytes(total));
  if (!speed) return `${amount} · ${text.import.measuring}`;
  return [amount, text.import.speed(bytes(speed)), text.import.left(duration((total - sent) / speed))].join(
    " · ",
  );
}

/** What a screen reader is told: each quarter of the way, not each tick. */
export function uploadAnnouncement(state: UploadState): string {
  if (state.step === "fetching-sample") return text.import.fetchingSample;
  if (state.step !== "sending") return "";
  const quarter = state.total > 0 ? Math.floor((state.sent / state.total) * 4) / 4 : 0;
  return quarter >= 1 ? text.import.takingIn : text.import.announceUpload(state.name, percent(quarter));
}
