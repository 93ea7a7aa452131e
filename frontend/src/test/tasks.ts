import type { Job } from "@/api/gen/types.gen";
import { job } from "./fixtures";

function task(kind: string, part: Partial<Job>): Job {
  return job({ kind, queue: "default", title: "", params: {}, ...part });
}

const before = { width: 1200, height: 800, bytes: 245_760, format: "JPEG" };
const after = { width: 300, height: 200, bytes: 24_576, format: "JPEG" };

/** Jobs whose results are statistics, emails and images, as they end. */
export const tasks = {
  statistics: (part: Partial<Job> = {}): Job =>
    task("csv_processing", {
      title: "Sales of May",
      progress: { done: 12_000, failed: 0, total: 12_000 },
      result: {
        source: { dataset: "sales" },
        rows: 12_000,
        columns: [
          {
            name: "amount",
            count: 11_998,
            others: 2,
            sum: "90071992547409931.25",
            average: "7507250587.380390",
            min: "-12.5",
            max: "1000",
            histogram: { from: -12.5, to: 1000, counts: [4, 0, 312, 5000, 6682] },
          },
          { name: "empty", count: 0, sum: null, average: null, min: null, max: null, histogram: null },
        ],
      },
      ...part,
    }),

  emails: (part: Partial<Job> = {}): Job =>
    task("email_sending", {
      title: "Welcome",
      progress: { done: 3, failed: 1, total: 3 },
      result: {
        sent: [
          {
            to: "ada@example.com",
            subject: "Welcome",
            sent_at: "2026-03-04T09:30:01Z",
            message_id: "<1@example>",
          },
          {
            to: "grace@example.com",
            subject: "Welcome",
            sent_at: "2026-03-04T09:30:02Z",
            message_id: "<2@example>",
          },
        ],
        refused: [{ to: "nobody@example.com", reason: "There is no such mailbox." }],
      },
      ...part,
    }),

  images: (part: Partial<Job> = {}): Job =>
    task("image_processing", {
      title: "Thumbnails",
      progress: { done: 3, failed: 1, total: 3 },
      result: {
        images: [
          { name: "beach.jpg", before, after, thumbnail: "/api/tasks/1/images/1" },
          {
            name: "tower.png",
            before,
            after: { ...after, width: 120, height: 300 },
            thumbnail: "/api/tasks/1/images/2",
          },
        ],
        refused: [{ name: "bomb.png", reason: "It would have 900,000,000 pixels; 50,000,000 are the most." }],
      },
      ...part,
    }),
};
