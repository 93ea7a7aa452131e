export const upload = {
  upload: {
    dropHere: "Drop a file here, or",
    browse: "browse",
    dropNow: "Let go to upload it",
    kinds: (limit: string) =>
      `CSV, TSV, Excel, JSON Lines; also zipped · up to ${limit}. You can also paste a file, or cells copied from a spreadsheet.`,
    fileInput: "Choose a file to import",
    pastedName: "pasted cells",
    sampleLead: "New here?",
    sample: "Try it with a sample file",
    sampleDetail: "1,000 customers, 12 of them with mistakes on purpose.",
    refused: {
      kind: (name: string, allowed: string) =>
        `${name} is not a kind of file that can be imported. Choose one that ends in ${allowed}.`,
      empty: (name: string) => `${name} is empty: there is nothing in it to import.`,
      large: (name: string, size: string, limit: string) => `${name} is ${size}. The limit is ${limit}.`,
      several: (n: number) => `${n} files were given. Import one file at a time.`,
    },

    title: (name: string) => `Uploading ${name}`,
    titlePaused: (name: string) => `The upload of ${name} is paused`,
    titleWaiting: (name: string) => `The upload of ${name} was cut off`,
    titleStopped: (name: string) => `The upload of ${name} stopped`,
    titleHere: (name: string) => `${name} is here`,
    fetchingSample: "Fetching the sample file",
    sent: (sent: string, total: string) => `${sent} of ${total}`,
    speed: (speed: string) => `${speed}/s`,
    left: (time: string) => `${time} left`,
    measuring: "measuring the speed",
    takingIn: "Sent. The server is taking it in.",
    /** The share that has arrived, for a screen reader. */
    announce: (name: string, share: string) => `Uploading ${name}: ${share}`,
    meanwhile:
      "You can look at other pages meanwhile. If you close this tab, what has arrived stays here, and you go on by choosing the file again.",
    cutOff: "The connection dropped.",
    byItself: (why: string) =>
      `${why} The upload goes on by itself as soon as it can; what has arrived is kept.`,
    missing: (columns: string, n: number) =>
      n === 1
        ? `No column of the file seems to be the required ${columns}. One by another name can be mapped to it in a later step.`
        : `No columns of the file seem to be the required ${columns}. Those by other names can be mapped to them in a later step.`,
    pause: "Pause",
    goOn: "Go on",
    cancel: "Cancel upload",
    cancelled: "The upload was cancelled. Nothing was imported.",
    otherFile: (name: string) =>
      `This is not ${name}: its name or its size is another. Choose the same file again.`,

    open: "Not imported yet",
    share: (share: string, total: string) => `${share} of ${total} is here`,
    whole: (size: string) => `${size}, all here`,
    chooseAgain: "Choose the file again to go on",
    chooseAgainFor: (name: string) => `Choose the file again to go on: ${name}`,
    continueWith: (name: string) => `Go on with ${name}`,
    discard: "Discard",
    discardNamed: (name: string) => `Discard ${name}`,
    discardTitle: (name: string) => `Discard ${name}?`,
    discardDetail: "What has arrived of it is deleted here. The file on your computer stays as it is.",
    discardConfirm: "Discard the upload",
    discardKeep: "Keep it",
  },
};
