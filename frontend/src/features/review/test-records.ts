import type { CellFault, ImportRecord, RecordColumn } from "@/api/records";

/** Records for tests: of a file with an id, an email and a city. */
export const columns: RecordColumn[] = ["id", "email", "city"].map((label) => ({
  label,
  field: label,
  type: "string",
  format: "default",
}));

export function record(part: Partial<ImportRecord> = {}): ImportRecord {
  return {
    row: 1,
    line: 2,
    cells: ["1", "ada@example.org", "London"],
    is_cut: false,
    edited: {},
    left_out: false,
    outcome: "inserted",
    faults: [],
    fault: null,
    ...part,
  };
}

export const badEmail: CellFault = {
  column: "email",
  code: "email",
  message: "This is not an email address.",
  value: "ada.example.org",
};

export function faulty(part: Partial<ImportRecord> = {}): ImportRecord {
  return record({
    cells: ["1", "ada.example.org", "London"],
    outcome: "failed",
    faults: [badEmail],
    ...part,
  });
}
