import { useEffect, useRef, useState } from "react";
import { useSWRConfig } from "swr";
import { send } from "@/api/http";
import { type ProblemError, sentenceOf } from "@/api/problem";
import type { Sending } from "@/api/tus";
import { draftPath, UPLOADS, uploadPath } from "@/api/uploads";
import { text } from "@/text/text";

/** A file between this browser and the server. */
export interface FileOnItsWay {
  key: number;
  file: File;
  sent: number;
  /** Waits for those before it; goes; goes on by itself as soon as it can; does not unless somebody says so. */
  step: "queued" | "sending" | "waiting" | "stopped";
  why: string;
}

export interface FilesOnTheirWay {
  files: FileOnItsWay[];
  add: (chosen: readonly File[]) => void;
  goOn: (key: number) => void;
  remove: (key: number) => void;
  /** Has the server forget a file that is there, when it was sent from here. */
  forget: (id: string) => void;
}

/** What is at hand of a file while it goes. */
interface Underway {
  sending?: Sending;
  /** Lets the next file begin. */
  settle: () => void;
}

let keys = 0;

/** Sends files one after the other; `onArrived` is told the upload that each has become. */
export function useParamFiles(onArrived: (id: string) => void): FilesOnTheirWay {
  const [files, setFiles] = useState<FileOnItsWay[]>([]);
  const line = useRef(Promise.resolve());
  const underway = useRef(new Map<number, Underway>());
  const removed = useRef(new Set<number>());
  const sentHere = useRef(new Set<string>());
  const isLeft = useRef(false);
  const { mutate } = useSWRConfig();

  // what has arrived is kept, and the same file goes on from there when it is chosen again
  useEffect(() => {
    isLeft.current = false;
    const all = underway.current;
    return () => {
      isLeft.current = true;
      for (const { sending } of all.values()) sending?.pause();
    };
  }, []);

  function change(key: number, part: Partial<FileOnItsWay>) {
    setFiles((now) => now.map((each) => (each.key === key ? { ...each, ...part } : each)));
  }
  function drop(key: number) {
    underway.current.get(key)?.settle();
    underway.current.delete(key);
    setFiles((now) => now.filter((each) => each.key !== key));
  }

  function add(chosen: readonly File[]) {
    const more = chosen
      .filter((file) => !files.some((each) => isSame(each.file, file)))
      .map((file): FileOnItsWay => ({ key: keys++, file, sent: 0, step: "queued", why: "" }));
    setFiles((now) => [...now, ...more]);
    for (const { key, file } of more) line.current = line.current.then(() => go(key, file));
  }

  /** Ends when it has arrived, stopped or been removed. */
  function go(key: number, file: File): Promise<void> {
    if (removed.current.has(key)) return Promise.resolve();
    return new Promise((settle) => {
      underway.current.set(key, { settle });
      change(key, { step: "sending", why: "" });
      void begin(key, file).catch((error) => stop(key, error));
    });
  }

  async function begin(key: number, file: File) {
    const { sendResumably } = await import("@/api/tus");
    const sending = await sendResumably(file, undefined, {
      onNamed: () => {},
      onProgress: (sent) => change(key, { step: "sending", sent }),
      onInterrupted: (error) => change(key, { step: "waiting", why: whyOf(error) }),
      onStopped: (error) => stop(key, error),
      onArrived: (id) => void arrive(key, id).catch((error) => stop(key, error)),
    });
    const at = underway.current.get(key);
    if (at) at.sending = sending;
    if (isLeft.current) sending.pause();
    else if (removed.current.has(key)) await sending.cancel();
  }

  async function arrive(key: number, id: string) {
    // so that it is not offered to be imported
    await send("PUT", draftPath(id), FOR_A_JOB);
    sentHere.current.add(id);
    if (removed.current.has(key)) forget(id);
    else onArrived(id);
    drop(key);
    await mutate(UPLOADS);
  }

  function stop(key: number, error: unknown) {
    underway.current.get(key)?.settle();
    change(key, { step: "stopped", why: sentenceOf(error) });
  }

  function goOn(key: number) {
    const file = files.find((each) => each.key === key)?.file;
    change(key, { step: "queued", why: "" });
    if (file) line.current = line.current.then(() => go(key, file));
  }

  function forget(id: string) {
    if (sentHere.current.has(id)) void send("DELETE", uploadPath(id)).catch(expiresByItself);
  }

  return {
    files,
    add,
    goOn,
    remove: (key) => {
      removed.current.add(key);
      const sending = underway.current.get(key)?.sending;
      drop(key);
      void sending?.cancel().catch(expiresByItself);
    },
    forget,
  };
}

/** Kept with an upload, which then is not among those that wait to be imported. */
const FOR_A_JOB = { for_a_job: true };

/** What nobody goes on with is deleted in time; whoever has removed it here need not hear that it could not be today. */
function expiresByItself() {}

function isSame(one: File, other: File): boolean {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}

function whyOf(error: ProblemError): string {
  return error.status === 0 ? text.upload.cutOff : sentenceOf(error);
}
