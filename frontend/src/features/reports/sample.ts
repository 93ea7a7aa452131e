import type { WrittenEvent } from "./events";

/** Events that show what a report does: they stand out of order, units come back, and 10 comes after 2. */
export const SAMPLE: { student_id: string; namespace: string; events: WrittenEvent[] } = {
  student_id: "S-1042",
  namespace: "calculus-101",
  events: [
    { unit: "1", type: "submission", created_time: "2024-07-21 09:00:00" },
    { unit: "10", type: "submission", created_time: "2024-07-21 10:05:12" },
    { unit: "2", type: "hint", created_time: "2024-07-21 09:20:40" },
    { unit: "1", type: "submission", created_time: "2024-07-21 09:41:05" },
    { unit: "2", type: "submission", created_time: "2024-07-21 10:30:00" },
  ],
};
