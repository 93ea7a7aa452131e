import type { Mapping, Preview, PreviewColumn, Suggestion } from "@/api/gen/types.gen";

export function previewColumn(part: Partial<PreviewColumn> & { label: string }): PreviewColumn {
  return {
    field: part.label,
    type: "string",
    format: "default",
    values: 3,
    empty: 0,
    reasons: {},
    samples: ["a", "b", "c"],
    evidence: "all 3 values",
    choices: [],
    ...part,
  };
}

/** A small file as the server would read it: a title above the header, a fault in its third row. */
export function preview(part: Partial<Preview> = {}): Preview {
  return {
    format: "delimited",
    encoding: "utf-8",
    encoding_evidence: "it is plain ASCII",
    dialect: { delimiter: ";", quote: '"', escape: "", skip_initial_space: false, comment: "", header: true },
    header_line: 3,
    first_line: 3,
    footer_records: 1,
    compression: "",
    member: "",
    sheet: "",
    confidence: 0.9,
    evidence: ["Cut at ';', 4 of the first 4 records have 2 cells."],
    labels: ["code", "signed"],
    sheets: [],
    members: [],
    top: [
      { line: 1, cells: ["Customers of May"] },
      { line: 3, cells: ["code", "signed"] },
      { line: 4, cells: ["P1", "03/04/2025"] },
      { line: 5, cells: ["P2"] },
    ],
    columns: [
      previewColumn({ label: "code", samples: ["P1", "P2"] }),
      previewColumn({
        label: "signed",
        samples: ["03/04/2025"],
        reasons: { ambiguous_date: 3 },
        evidence: "kept as text: 3 values are dates whose day and month could be mistaken",
        choices: [
          { type: "date", format: "%d/%m/%Y", reason: "03/04/2025 is 3 April 2025" },
          { type: "date", format: "%m/%d/%Y", reason: "03/04/2025 is 4 March 2025" },
        ],
      }),
    ],
    schema: {
      fields: [
        { name: "code", type: "string", title: "code" },
        { name: "signed", type: "string", title: "signed", description: "kept as text" },
      ],
    },
    sample: { records: 3, is_whole: true },
    rows: [
      { row: 1, line: 4, cells: ["P1", "03/04/2025"], fault: null },
      {
        row: 2,
        line: 5,
        cells: ["P2"],
        fault: { code: "ragged", message: "This row has 1 cell, the header has 2." },
      },
    ],
    mapping: null,
    ...part,
  };
}

export function suggestion(part: Partial<Suggestion> & { label: string }): Suggestion {
  return {
    samples: ["a", "b", "c"],
    field: null,
    status: "unmapped",
    how: "none",
    score: 0,
    reason: "No field has a name like this",
    ...part,
  };
}

/** Where a file's columns would go in the dataset Customers. */
export function mapping(part: Partial<Mapping> = {}): Mapping {
  return {
    fingerprint: "f1",
    columns: [
      suggestion({
        label: "id",
        field: "customer_id",
        status: "suggested",
        how: "fuzzy",
        score: 0.7,
        reason: "A name similar to customer_id",
      }),
      suggestion({
        label: "name",
        field: "name",
        status: "matched",
        how: "exact",
        score: 1,
        reason: "Same name",
      }),
      suggestion({ label: "mail" }),
    ],
    missing: ["email"],
    remembered: null,
    ...part,
  };
}
