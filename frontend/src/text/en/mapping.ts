import { count } from "../format";

export const mapping = {
  mapping: {
    title: "Map the columns",
    table: "Your columns and where they go",
    column: "Your column",
    samples: "Values",
    field: "Field",
    status: "Status",
    fieldOf: (label: string) => `Field for ${label}`,
    leaveOut: "Leave it out",
    required: (field: string) => `${field} (required)`,
    taken: (field: string, column: string) => `${field} (now from ${column})`,
    noSamples: "no values",
    statuses: {
      matched: "Matched",
      suggested: "Suggested",
      chosen: "You chose",
      unmapped: "Not mapped",
      ignored: "Ignored",
    },
    chosenReason: "You chose this field.",
    ignoredReason: "You left this column out.",
    missing: (fields: string, n: number) =>
      n === 1
        ? `No column goes to the required field ${fields}. Choose one below.`
        : `No columns go to the required fields ${fields}. Choose them below.`,
    complete: "Every required field has a column.",
    forget: "Forget the remembered mapping",
    remembered: "These columns were mapped this way last time.",
    all: (n: number) => `Show all ${count(n)} columns`,

    how: "How the rows go in",
    key: (fields: string) => `A row is known by ${fields}.`,
    noKey: "The dataset has no key, so rows can only be added or all replaced.",
    needsKey: "This needs a dataset with a key.",
    mode: "What happens to rows that are there",
    modes: {
      insert: { name: "Add", detail: "Every record is a new row." },
      upsert: {
        name: "Add and update",
        detail: "A record whose key is in the dataset changes that row; the others are new rows.",
      },
      update: {
        name: "Update only",
        detail: "A record changes the row with its key; one whose key is not in the dataset is refused.",
      },
      replace: {
        name: "Replace all",
        detail: "The file's records take the place of all rows, at once, when they are all in.",
      },
    },
    duplicates: "When a key comes twice",
    duplicateWays: {
      reject: {
        name: "Refuse it",
        detail: "A record whose key has come before is a fault, and the first one is named.",
      },
      skip: { name: "Skip it", detail: "It is passed over, and counted." },
      last_wins: { name: "The last one counts", detail: "The earlier ones are passed over." },
    },
    onError: "When a record cannot go in",
    errorWays: {
      continue: { name: "Leave it out", detail: "The others go in." },
      abort: { name: "Import nothing", detail: "All records go in, or none does." },
    },
    remember: "Remember this mapping",
    rememberDetail: "The next file with these columns goes straight to the review.",
  },
};
