import { count } from "../format";

const countedIds = (n: number) => `${count(n)} ${n === 1 ? "id" : "ids"}`;
const counted = (n: number) => `${count(n)} ${n === 1 ? "batch" : "batches"}`;

export const batches = {
  batches: {
    title: "Batches of ids",
    lead: (seconds: string) =>
      `Ids are fetched in batches of three. Over all requests one batch starts every ${seconds}: the more urgent request first, then the earlier one.`,
    places: "Jobs, batches and workers",
    ids: countedIds,
    batches: counted,
    words: { yet_to_start: "Waiting", triggered: "On its way", completed: "Completed" },
    stopped: "Cancelled",
    incomplete: "Completed in part",
    failed: "Failed",
    priorities: { HIGH: "High", MEDIUM: "Medium", LOW: "Low" },
    priority: "Priority",
    status: "Status",

    gate: {
      title: "The gate",
      open: "Next start",
      shut: "Next start in",
      seconds: (n: number) => `${count(n)} s`,
      now: "now",
      idle: "Nothing waits. The next batch starts at once.",
      due: "The next batch starts as soon as a worker takes it.",
      going: (every: string, waiting: string) => `One batch every ${every}, ${waiting} in the line.`,
      progress: "Time until the next batch may start",
      runsNow: "Fetching now",
      nothingRuns: "No batch of yours is being fetched.",
      doneOf: (done: number, total: number) => `${count(done)} of ${count(total)} fetched`,
    },

    line: {
      title: "The line",
      label: "Batches in the order in which they will go",
      position: "Place",
      at: "Expected",
      empty: "No batch waits",
      emptyDetail: "Send ids above: their batches line up here and start one after the other.",
      others: (n: number) => `${counted(n)} of other workspaces before it`,
      first: (shown: number, all: number) => `The first ${count(shown)} of ${count(all)}`,
      total: (own: number, others: number) =>
        others === 0 ? counted(own) : `${counted(own)}, and ${counted(others)} of other workspaces`,
      openRequest: (list: string) => `Open the request of ${list}`,
    },

    form: {
      title: "Send ids",
      ids: "Ids",
      idsHint: "Whole numbers from 1 to 1,000,000,007, divided by commas, spaces or lines; 10,000 at most.",
      priority: "Priority",
      count: (n: number, parts: number) => `${countedIds(n)} in ${counted(parts)}`,
      submit: "Send",
      sent: (n: number) => `${countedIds(n)} sent.`,
    },

    list: {
      title: "Requests",
      any: "All",
      anyPriority: "Any priority",
      request: "Request",
      progress: "Fetched",
      created: "Created",
      actions: "Actions",
      empty: "No ids have been asked for yet",
      emptyDetail:
        "Send some above, or have a program POST them to /ingest with a key. Each request is shown here with its progress and what came of each id.",
      sample: "Try it with seven ids",
      noMatch: "No request matches",
      noMatchDetail: "Change the filters.",
      clear: "Clear filters",
      of: (list: string) => `Request of ${list}`,
      progressOf: (list: string) => `Progress of the request of ${list}`,
      fetched: (n: string, total: string) => `${n} of ${total}`,
      notWell: (n: number) => `${count(n)} failed`,
    },

    cancel: "Cancel",
    cancelOf: (list: string) => `Cancel the request of ${list}`,
    cancelTitle: "Cancel this request?",
    cancelDetail: "Its batches leave the line. What has been fetched stays.",
    cancelConfirm: "Cancel the request",
    cancelKeep: "Let it go on",

    request: {
      title: "Request for ids",
      close: "Close the request",
      tabs: "What it is made of",
      batches: "Batches",
      results: "Results",
      by: "Asked by",
      created: "Created",
      finished: "Ended",
      id: "Its id",
      counts: "Batches",
      standing: (waiting: number, going: number, done: number) =>
        `${count(waiting)} waiting, ${count(going)} on their way, ${count(done)} completed`,
      batchNumber: "Batch",
      idsOf: "Ids",
      started: "Started",
      jobOf: (list: string) => `The job of the batch ${list}`,
      again: (when: string) => `tried again ${when}`,
      number: "Id",
      outcome: "What came of it",
      data: "Data",
      anyOutcome: "Any outcome",
      outcomes: { waiting: "Waiting", fetched: "Fetched", failed: "Failed", cancelled: "Cancelled" },
      noResults: "No id has this outcome",
    },
  },
};
