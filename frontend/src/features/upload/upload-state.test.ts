import { describe, expect, it } from "vitest";
import { speedOf, withSample } from "./speed";
import {
  isUnderway,
  sendingWords,
  type UploadState,
  uploadAnnouncement,
  uploadReducer,
} from "./upload-state";

const MB = 1024 ** 2;

function sending(sent: number, total: number, seconds: number): Extract<UploadState, { step: "sending" }> {
  return {
    step: "sending",
    name: "a.csv",
    sent,
    total,
    samples: [
      { at: 0, sent: 0 },
      { at: seconds * 1000, sent },
    ],
  };
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
});

it("says how much, how fast and how long", () => {
  expect(sendingWords(sending(20 * MB, 80 * MB, 2))).toBe("20 MB of 80 MB · 10 MB/s · 6 s left");
  expect(sendingWords(sending(1, 80 * MB, 0))).toBe("1 B of 80 MB · measuring the speed");
  expect(sendingWords(sending(80 * MB, 80 * MB, 4))).toBe("Sent. The server is taking it in.");
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

it("forgets a tick that comes after the upload was refused", () => {
  const refused: UploadState = { step: "refused", why: "No." };
  expect(uploadReducer(refused, { type: "progressed", sent: 1, total: 2, at: 0 })).toBe(refused);
});

it("waits for another file while one is refused or known", () => {
  const known: UploadState = {
    step: "known",
    file: new File([""], "a.csv"),
    dataset: "customers",
    earlier: { id: "e1", title: "a.csv", created_at: "", status: "completed", links: { self: "" } },
  };
  expect([{ step: "idle" } as const, { step: "refused", why: "" } as const, known].map(isUnderway)).toEqual([
    false,
    false,
    false,
  ]);
  expect([sending(1, 2, 0), { step: "accepted", id: "1" } as const].map(isUnderway)).toEqual([true, true]);
  expect(uploadReducer(sending(2, 2, 1), { ...known, type: "known" })).toEqual(known);
});
