export const steps = {
  steps: {
    label: "Steps of the import",
    names: {
      upload: "Upload",
      check: "Check",
      map: "Map",
      review: "Review",
      import: "Import",
      result: "Result",
    },
    /** Where one is, for a phone that has no room for all names. */
    at: (number: number, total: number, name: string) => `Step ${number} of ${total}: ${name}`,
    done: "done",
    skipped: "not needed",
  },
};
