/** A line over which nothing has moved for so long is taken for dead. */
const STALLED_MS = 30_000;

/** Whether bytes move, and what the browser knows of its connection: a request over a dead line may hang for minutes. */
export interface WatchedLine {
  watch: () => void;
  /** Bytes have moved; `more` are to. */
  moved: (more: boolean) => void;
  /** It is known that it broke, and it is tried again in a while. */
  broke: () => void;
  letGo: () => void;
}

/** `onDead` is told that what is sent does not arrive, `onAlive` that it is time to try again. */
export function watchedLine(onDead: () => void, onAlive: () => void): WatchedLine {
  let isBroken = false;
  let stalled: number | undefined;

  function offline() {
    if (isBroken) return;
    broke();
    onDead();
  }
  function online() {
    if (!isBroken) return;
    isBroken = false;
    onAlive();
  }
  function stall() {
    offline();
    if (navigator.onLine) online();
  }
  function broke() {
    isBroken = true;
    window.clearTimeout(stalled);
  }

  return {
    watch: () => {
      isBroken = false;
      window.addEventListener("offline", offline);
      window.addEventListener("online", online);
    },
    moved: (more) => {
      isBroken = false;
      window.clearTimeout(stalled);
      if (more) stalled = window.setTimeout(stall, STALLED_MS);
    },
    broke,
    letGo: () => {
      window.clearTimeout(stalled);
      window.removeEventListener("offline", offline);
      window.removeEventListener("online", online);
    },
  };
}
