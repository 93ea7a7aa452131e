import { bytes, duration, percent } from "@/text/format";
import { text } from "@/text/text";
import { type Sample, speedOf, withSample } from "./speed";

/** A file between this browser and the server. */
export interface Transfer {
  name: string;
  /** The server's name for it, once it has one. */
  id: string | null;
  sent: number;
  total: number;
  /** Required columns that its header seems to lack. */
  missing: string[];
}

/** Where the file is on its way to the server; once it is there, it has a page of its own. */
export type UploadState =
  | { step: "idle" }
  | { step: "refused"; why: string }
  | { step: "fetching-sample" }
  | ({ step: "sending"; samples: Sample[] } & Transfer)
  | ({ step: "paused" } & Transfer)
  /** Cut off; it goes on by itself. */
  | ({ step: "waiting"; why: string } & Transfer)
  /** It does not go on unless somebody says so. */
  | ({ step: "stopped"; why: string } & Transfer)
  | { step: "here"; id: string; name: string };

export type UploadEvent =
  | { type: "cleared" }
  | { type: "refused"; why: string }
  | { type: "sample-asked" }
  | { type: "started"; name: string; total: number; missing: string[]; at: number }
  | { type: "named"; id: string }
  | { type: "progressed"; sent: number; at: number }
  | { type: "paused" }
  | { type: "went-on"; at: number }
  | { type: "interrupted"; why: string }
  | { type: "stopped"; why: string }
  | { type: "arrived"; id: string };

type OnItsWay = Extract<UploadState, Transfer>;

export function uploadReducer(state: UploadState, event: UploadEvent): UploadState {
  switch (event.type) {
    case "cleared":
      return { step: "idle" };
    case "refused":
      return { step: "refused", why: event.why };
    case "sample-asked":
      return { step: "fetching-sample" };
    case "started": {
      const { name, total, missing, at } = event;
      return { step: "sending", name, id: null, sent: 0, total, missing, samples: [{ at, sent: 0 }] };
    }
    default:
      return isOnItsWay(state) ? moved(state, event) : state;
  }
}

type Movement = Exclude<UploadEvent, { type: "cleared" | "refused" | "sample-asked" | "started" }>;

function moved(state: OnItsWay, event: Movement): UploadState {
  const { name, id, sent, total, missing } = state;
  const transfer: Transfer = { name, id, sent, total, missing };
  switch (event.type) {
    case "named":
      return { ...state, id: event.id };
    case "progressed":
      return progressed(state, event);
    case "paused":
      return { step: "paused", ...transfer };
    case "went-on":
      return { step: "sending", ...transfer, samples: [{ at: event.at, sent }] };
    case "interrupted":
      // the line of an upload that is being paused drops as well
      return state.step === "paused" ? state : { step: "waiting", why: event.why, ...transfer };
    case "stopped":
      return { step: "stopped", why: event.why, ...transfer };
    case "arrived":
      return { step: "here", id: event.id, name };
  }
}

function progressed(state: OnItsWay, { sent, at }: { sent: number; at: number }): UploadState {
  if (state.step === "paused" || state.step === "stopped") return state;
  const { name, id, total, missing } = state;
  // what was there before does not count for the speed
  const began = state.step === "waiting" || state.sent === 0;
  const samples = began ? [{ at, sent }] : withSample(state.samples, { at, sent });
  return { step: "sending", name, id, sent, total, missing, samples };
}

export function isOnItsWay(state: UploadState): state is OnItsWay {
  return "sent" in state;
}

/** Whether a file is being sent, and the zone waits for no other. */
export function isUnderway(state: UploadState): boolean {
  return isOnItsWay(state) || state.step === "fetching-sample" || state.step === "here";
}

export function shareSent({ sent, total }: Transfer): number {
  return total > 0 ? sent / total : 0;
}

/** "12.4 MB of 84.9 MB · 21 MB/s · 3 s left". */
export function transferWords(state: OnItsWay): string {
  const { sent, total } = state;
  const amount = text.upload.sent(bytes(sent), bytes(total));
  if (state.step !== "sending") return amount;
  if (total > 0 && sent >= total) return text.upload.takingIn;
  const speed = speedOf(state.samples);
  if (!speed) return [amount, text.upload.measuring].join(" · ");
  const left = text.upload.left(duration((total - sent) / speed));
  return [amount, text.upload.speed(bytes(speed)), left].join(" · ");
}

/** What a screen reader is told: each quarter of the way, not each tick, and whatever stops it. */
export function uploadAnnouncement(state: UploadState): string {
  switch (state.step) {
    case "fetching-sample":
      return text.upload.fetchingSample;
    case "sending": {
      const quarter = Math.floor(shareSent(state) * 4) / 4;
      return quarter >= 1 ? text.upload.takingIn : text.upload.announce(state.name, percent(quarter));
    }
    case "paused":
      return text.upload.titlePaused(state.name);
    case "waiting":
      return text.upload.titleWaiting(state.name);
    case "here":
      return text.upload.titleHere(state.name);
    default:
      return "";
  }
}
