import { count } from "../format";

/** Statistics, emails and images: their results, how far they are, and the names of their parameters. */
export const tasks = {
  tasks: {
    /** How far a job is, in what it works on. */
    progress: {
      csv_processing: (done: string, total: string) => `${done} of ${total} rows`,
      email_sending: (done: string, total: string) => `${done} of ${total} emails`,
      image_processing: (done: string, total: string) => `${done} of ${total} images`,
    } as Record<string, (done: string, total: string) => string>,

    /** Parameters whose own names say too little. */
    params: {
      num_rows: "Rows to make up",
      processing_time: "Seconds that it takes",
      upload: "File",
      num_emails: "Number of emails",
      delay_per_email: "Seconds between emails",
      num_images: "Number of images",
      images: "Your images",
      target_width: "Width to fit in",
      target_height: "Height to fit in",
    } as Record<string, string>,

    reason: "Reason",

    statistics: {
      source: "Source",
      made: "Made-up rows",
      file: (name: string) => `File ${name}`,
      rows: "Rows",
      table: "Statistics of each column with numbers",
      column: "Column",
      count: "Values",
      others: (n: string) => `${n} not a number`,
      sum: "Sum",
      average: "Average",
      min: "Lowest",
      max: "Highest",
      noNumbers: "No column holds numbers, so there is nothing to add up.",
      /** What a screen reader says of the bars. */
      histogram: (column: string, span: string, counts: string) =>
        `How the values of ${column} are spread over steps of equal width ${span}: ${counts}`,
      bin: (from: string, to: string, values: string) => `${from} to ${to}: ${values}`,
      span: (from: string, to: string) => `from ${from} to ${to}`,
    },

    emails: {
      sent: "Sent",
      refused: "Refused",
      sentTable: "Emails that were sent",
      refusedTable: "Recipients that were refused",
      to: "To",
      subject: "Subject",
      at: "When",
      none: "No email was sent.",
    },

    images: {
      done: "Resized",
      refused: "Refused",
      list: "Resized images",
      refusedTable: "Images that were refused",
      name: "Image",
      none: "No image could be resized.",
      alt: (name: string) => `${name}, resized`,
      open: (name: string) => `Open ${name} in a new tab`,
      size: (width: string, height: string) => `${width} × ${height}`,
      /** What was, and what has become of it. */
      change: (before: string, after: string) => `${before} → ${after}`,
      changeSpoken: (before: string, after: string) => `from ${before} to ${after}`,
      gone: "This thumbnail is not kept any more.",
    },

    form: {
      between: (min: string, max: string) => `From ${min} to ${max}.`,
      atLeast: (min: string) => `At least ${min}.`,
      atMost: (max: string) => `At most ${max}.`,
      noDataset: "None",
      goneDataset: (slug: string) => `${slug} (not there any more)`,
      onePerLine: "One per line.",
      onePerLineOrComma: "One per line; commas and semicolons part them as well.",
      entries: (n: number) => `${count(n)} ${n === 1 ? "entry" : "entries"}`,
      entryRefused: (n: number, entry: string, why: string) => `Entry ${count(n)}, ${entry}: ${why}`,
      draft: "What you had written is back.",
      clear: "Begin anew",
      notHere: "Wait until every file is here, or take away what does not arrive.",
    },

    files: {
      some: (n: number) => `${count(n)} ${n === 1 ? "file" : "files"}`,
      choose: "Choose a file",
      chooseAnother: "Choose another file",
      chooseSome: "Choose files",
      chooseMore: "Choose more files",
      hint: "You can also drop or paste it.",
      hintSome: "You can also drop or paste them.",
      dropNow: "Let go to send it",
      chosen: (label: string) => `${label}: what is chosen`,
      here: (size: string) => `${size}, here`,
      queued: "Waits for its turn",
      sending: (sent: string, total: string) => `${sent} of ${total}`,
      takingIn: "Sent. The server is taking it in.",
      progress: (name: string) => `Upload of ${name}`,
      waiting: (why: string) => `${why} It goes on by itself as soon as it can.`,
      goOn: "Go on",
      goOnWith: (name: string) => `Go on with ${name}`,
      remove: "Remove",
      removeNamed: (name: string) => `Remove ${name}`,
      earlier: "A file of the earlier job",
      gone: "This file is not kept any more. Take it away and choose it again.",
      reading: "Looking it up",
      most: (n: number) => (n === 1 ? "1 file at most." : `${count(n)} files at most.`),
      /** For a screen reader, as it goes. */
      standing: (here: number, onTheWay: number) =>
        onTheWay === 0
          ? here === 1
            ? "1 file is here."
            : `${count(here)} files are here.`
          : `${count(onTheWay)} on the way, ${count(here)} here.`,
    },
  },
};
