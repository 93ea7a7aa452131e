import { describe, expect, it } from "vitest";
import { speedOf, withSample } from "./speed";
import {
  isUnderway,
  type Transfer,
  transferWords,
  type UploadEvent,
  type UploadState,
  uploadAnnouncement,
  uploadReducer,
} from "./upload-state";

const MB = 1024 ** 2;

type Sending = Extract<UploadState, { step: "sending" }>;

function transfer(sent: number, total: number): Transfer {
  return { name: "a.csv", id: "u1", sent, total, missing: [] };
}

function sending(sent: number, total: number, seconds: number): Sending {
  const samples = [
    { at: 0, sent: 0 },
    { at: seconds * 1000, sent },
  ];
  return { step: "sending", ...transfer(sent, total), samples };
}

const PAUSED: UploadState = { step: "paused", ...transfer(40, 100) };
const WAITING: UploadState = { step: "waiting", why: "Cut.", ...transfer(40, 100) };
const STOPPED: UploadState = { step: "stopped", why: "No.", ...transfer(40, 100) };

function after(state: UploadState, ...events: UploadEvent[]): UploadState {
  return events.reduce(uploadReducer, state);
}

describe("the speed of an upload", () => {
  it("is that of the last seconds, not of the whole", () => {
    let samples = [{ at: 0, sent: 0 }];
    for (let second = 1; second <= 20; second++)
      samples = withSample(samples, { at: second * 1000, sent: second < 15 ? 0 : (second - 14) * MB });
    expect(speedOf(samples)).toBeCloseTo(MB, -4);
    expect(samples.length).toBeLessThan(8);
  });

  it("is not told from a blink", () => {
    expect(speedOf([{ at: 0, sent: 0 }])).toBeNull();
    expect(
      speedOf([
        { at: 0, sent: 0 },
        { at: 100, sent: MB },
      ]),
    ).toBeNull();
  });

  it("does not count what was there before it went on", () => {
    const resumed = after(
      WAITING,
      { type: "progressed", sent: 40, at: 60_000 },
      { type: "progressed", sent: 60, at: 61_000 },
    ) as Sending;
    expect(speedOf(resumed.samples)).toBe(20);
  });
});

it("says how much, how fast and how long", () => {
  expect(transferWords(sending(20 * MB, 80 * MB, 2))).toBe("20 MB of 80 MB · 10 MB/s · 6 s left");
  expect(transferWords(sending(1, 80 * MB, 0))).toBe("1 B of 80 MB · measuring the speed");
  expect(transferWords(sending(80 * MB, 80 * MB, 4))).toBe("Sent. The server is taking it in.");
  expect(transferWords({ step: "paused", ...transfer(20 * MB, 80 * MB) })).toBe("20 MB of 80 MB");
});

it("tells a screen reader each quarter, not each tick", () => {
  const said = Array.from({ length: 101 }, (_, percent) => uploadAnnouncement(sending(percent, 100, 1)));
  expect([...new Set(said)]).toEqual([
    "Uploading a.csv: 0%",
    "Uploading a.csv: 25%",
    "Uploading a.csv: 50%",
    "Uploading a.csv: 75%",
    "Sent. The server is taking it in.",
  ]);
});

it("is cut off, and sends again as soon as bytes move", () => {
  const cut = after(sending(40, 100, 1), { type: "interrupted", why: "Cut." });
  expect(cut).toEqual(WAITING);
  expect(after(cut, { type: "progressed", sent: 41, at: 0 })).toMatchObject({ step: "sending", sent: 41 });
});

it.each([
  ["a tick that comes after it was paused", PAUSED, { type: "progressed", sent: 50, at: 0 }],
  ["the line that drops because it was paused", PAUSED, { type: "interrupted", why: "Cut." }],
  ["a tick that comes after it was stopped", STOPPED, { type: "progressed", sent: 50, at: 0 }],
  [
    "a tick that comes after it was cancelled",
    { step: "refused", why: "" },
    { type: "progressed", sent: 1, at: 0 },
  ],
] as [string, UploadState, UploadEvent][])("forgets %s", (_, state, event) =>
  expect(uploadReducer(state, event)).toBe(state),
);

it.each([PAUSED, STOPPED])("goes on from where it was: $step", (state) => {
  expect(uploadReducer(state, { type: "went-on", at: 5 })).toMatchObject({
    step: "sending",
    sent: 40,
    total: 100,
  });
});

it("waits for another file only while none is on its way", () => {
  const free: UploadState[] = [{ step: "idle" }, { step: "refused", why: "" }];
  const taken: UploadState[] = [
    { step: "fetching-sample" },
    sending(1, 2, 0),
    PAUSED,
    WAITING,
    STOPPED,
    { step: "here", id: "1", name: "a.csv" },
  ];
  expect(free.map(isUnderway)).toEqual([false, false]);
  expect(taken.map(isUnderway)).toEqual([true, true, true, true, true, true]);
});
