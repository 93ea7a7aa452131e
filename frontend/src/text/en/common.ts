import { count } from "../format";
import { ordinal, rows } from "./numbers";

export const common = {
  product: "DocProcessor",

  skipToContent: "Skip to the content",

  loading: "Loading",

  close: "Close",

  rows,

  errors: {
    unreachable: "The server did not answer. Check the connection, then try again.",
    unreadable: (status: number) => `The server answered ${status} without saying why.`,
    title: "That did not work",
    notFound: "There is nothing at this address",
    notFoundDetail: "It may have been deleted, or the link may be incomplete.",
    broken: "This page could not be drawn",
    home: "Go to Import",
    again: "Try again",
  },

  nav: {
    label: "Main",
    import: "Import",
    history: "History",
    jobs: "Jobs",
    datasets: "Datasets",
    reports: "Reports",
    settings: "Settings",
    account: "Account",
    language: "Language",
    signOut: "Sign out",
    scheme: "Colour scheme",
    light: "Light",
    dark: "Dark",
    auto: "Same as the system",
  },

  signIn: {
    title: "Sign in",
    lead: "Other people's spreadsheets into typed tables, with every row accounted for.",
    email: "Email",
    password: "Password",
    showPassword: "Show or hide what is typed",
    submit: "Sign in",
    hint: "The first sign-in was printed when the server started, and stands in its .env file.",
  },

  status: {
    pending: "Waiting",
    processing: "Running",
    paused: "Paused",
    completed: "Completed",
    partial: "Partial",
    failed: "Failed",
    cancelled: "Cancelled",
    /** Failed, because it took its workers down. */
    setAside: "Set aside",
    undone: "Undone",
  },

  /** Why a job waits, and how long. */

  waiting: {
    inLine: (position: number) => (position <= 1 ? "Next in line" : `${ordinal(position)} in line`),
    about: (time: string) => `about ${time}`,
    noWorker: (queue: string) =>
      `No worker is running for it: start one with python -m docprocessor.launch.worker ${queue}`,
    limit: (limit: number, what: string) => `The limit of ${count(limit)} running ${what} is reached`,
    ownLimit: (limit: number, what: string) =>
      `The limit of ${count(limit)} running ${what} of your workspace is reached`,
    imports: "imports",
    jobs: "jobs of its kind",
    gate: (time: string) => `One starts at a time: the next at ${time}`,
    nextTry: (time: string) => `Next try at ${time}`,
    startsAt: (time: string) => `Starts at ${time}`,
    lastTry: (why: string) => `The last try failed: ${why}`,
  },

  list: {
    more: "Load more",
    loadingMore: "Loading more",
  },
};
