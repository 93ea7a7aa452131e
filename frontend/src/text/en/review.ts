import { count } from "../format";
import { rows } from "./numbers";

export const review = {
  review: {
    grid: (file: string) => `Records of ${file}`,
    gridHint:
      "Arrow keys move, Enter edits, Delete leaves the record out, F8 goes to the next fault, Shift F8 to the one before.",
    outcomesLabel: "What would become of the rows",
    all: (n: number) => `All · ${count(n)}`,
    outcomes: {
      inserted: (n: number) => `Would be created · ${count(n)}`,
      updated: (n: number) => `Would be updated · ${count(n)}`,
      unchanged: (n: number) => `Would stay the same · ${count(n)}`,
      skipped: (n: number) => `Would be skipped · ${count(n)}`,
      failed: (n: number) => `Rejected · ${count(n)}`,
      unprocessed: (n: number) => `Not checked · ${count(n)}`,
    },
    line: "Line",
    takeIn: (line: number) => `Take in line ${count(line)}`,
    leftAside: "not imported",
    place: (line: number, column: string) => `Line ${count(line)} · ${column}`,
    wholeRecord: "whole row",

    tools: "Mending",
    cell: "The cell at hand",
    groups: "Kinds of fault",
    allFaults: "All rejected rows",
    allMended: "all mended",
    openRows: (open: number) => `${rows(open)} to mend`,
    groupChoice: (name: string, column: string, open: number) =>
      `${column ? `${name} · ${column}` : name} · ${open === 0 ? "all mended" : rows(open)}`,
    editedRows: (n: number) => `Changed by hand · ${count(n)}`,

    nextFault: "Next fault",
    previousFault: "Previous fault",
    noFaultLeft: "No fault is left.",
    noFaultOfKind: "No fault of this kind is left.",
    faultsByHand: "The faults that are left are in rows changed by hand.",
    undo: "Undo the last edit",
    redo: "Do it again",
    saving: "Saving",
    saved: (edited: number) => (edited === 0 ? "No edits yet" : `${rows(edited)} changed · saved`),
    notSaved: (why: string) => `Not saved: ${why}`,
    saveAgain: "Save again",
    dismiss: "Dismiss",
    leaveWarning: "The last edits are not saved yet. Leave the page all the same?",

    fileHas: (text: string) => `The file has: ${text}`,
    fileHasNothing: "The file has nothing here",
    empty: "empty",
    edited: "edited",
    leftOut: "Left out",
    mended: "Mended",
    edit: "Edit",
    editing: (column: string) => `Edit ${column}`,
    tooLong:
      "Only the beginning of this cell is shown, so it cannot be edited here. Leave the row out and mend it in the downloaded rejects.",
    putBack: "Put back what the file has",
    leaveOut: "Leave this row out",
    takeBackIn: "Take this row back in",
    mendRecord: "Mend this row",

    recordTitle: (line: number) => `Mend the row of line ${count(line)}`,
    recordLead: "It could not be cut into the columns. Put into each what belongs there.",
    recordRaw: "The row as the file has it",
    recordSave: "Save the row",

    replace: "Find and replace",
    replaceTitle: "Find and replace in one column",
    replaceColumn: "Column",
    find: "Find",
    replaceWith: "Replace with",
    wholeCell: "Only where it is the whole cell",
    matchCase: "Match upper and lower case",
    onlyGroup: (name: string, column: string) =>
      `Only in rows with ${column ? `“${name}” in ${column}` : `“${name}”`}`,
    replaceIn: (records: number) => `Replace in ${rows(records)}`,
    foundNowhere: "It stands in no row.",
    counting: "Counting",
    emptyCells: "With nothing to find, empty cells are filled.",
    notByKeys:
      "Ctrl Z does not reach this; each cell can be put back, and all edits can be taken back together.",

    fixAll: "Fix all alike",
    fixTitle: (name: string, column: string) => (column ? `${name} · ${column}` : name),
    fixLead: (n: number, open: number) =>
      open === n
        ? `${rows(n)} ${n === 1 ? "has" : "have"} this fault.`
        : `${rows(n)} had this fault; ${count(open)} ${open === 1 ? "has" : "have"} it still.`,
    fixHow: "What to do with them",
    fixSet: "Write the same into all of them",
    fixValue: (column: string) => `New text in ${column}`,
    fixWhich: "In which of them",
    fixAllRows: "In all of them",
    fixOnly: (value: string) => `Only where it says “${value}”`,
    fixOnlyEmpty: "Only where it is empty",
    fixConfirm: "Write it",
    fixConfirmAll: (n: number) => `Write it into ${rows(n)}`,
    fixLeaveOut: "Leave all of them out",
    fixTakeIn: "Take those left out back in",

    takeAllBack: "Take all edits back",
    takeAllBackTitle: "Take all edits back?",
    takeAllBackDetail: (edited: number) =>
      `${rows(edited)} ${edited === 1 ? "becomes" : "become"} again what the file has, and nothing is left out any more. The file itself was never changed.`,
    keepEdits: "Keep the edits",

    empties: {
      failed: "No row was rejected.",
      edited: "No row has been changed.",
      other: "There is no such row.",
    },
    showAll: "Show all rows",

    footer: "What to do with the file",
    import: (into: number) => `Import ${rows(into)}`,
    importLeaving: (left: number, into: number) => `Leave out ${rows(left)} and import ${count(into)}`,
    importNothing: "Nothing to import",
    allOrNothing: "Import nothing unless all are valid",
    importAll: "Import it",
    importRest: (left: number) => `Leave out ${rows(left)} and import the rest`,
    nothingFits: "As it is, no row would go in.",
    allOrNothingHint: "All rows are valid as far as each shows by itself.",
    allOrNothingBut: (open: number) =>
      `${rows(open)} ${open === 1 ? "is" : "are"} not valid yet. All can go in together once ${open === 1 ? "it is" : "they are"} mended or left out.`,
    checkAgain: "Check again",
    keysEdited:
      "Rows were refused because their key comes twice. Whether your edits have mended that shows only by checking again, or by importing.",
    imported: "This review has been imported.",
    openImport: "Open the import",
    cannotEdit: (reason: string) => `These rows cannot be edited: ${reason}`,
  },

  mend: {
    footer: "What to do with the mended rows",
    merge: (n: number) => `Merge ${count(n)} mended ${n === 1 ? "row" : "rows"}`,
    setAside: (n: number) => `Leave ${rows(n)} out for good`,
    nothingYet: "Mend rows above, or leave them out; then merge them into the import.",
    standing: (open: number, leftOut: number) => {
      const left = leftOut > 0 ? ` ${rows(leftOut)} left out on purpose.` : "";
      return open > 0
        ? `${rows(open)} ${open === 1 ? "has" : "have"} faults still and ${open === 1 ? "stays" : "stay"} here.${left}`
        : `Nothing is left to mend.${left}`;
    },
  },
};
