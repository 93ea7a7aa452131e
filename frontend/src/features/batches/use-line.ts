import useSWR from "swr";
import type { Line } from "@/api/gen/types.gen";
import { get } from "@/api/http";
import { LINE } from "./paths";
import { millisecondsUntil } from "./server-clock";

/** Milliseconds between looks: while something is at work, while something is due, while nothing is there. */
const BUSY = 700;
const DUE = 500;
const CALM = 5000;
/** Milliseconds after the gate opens until the next batch has surely been taken. */
const TAKEN = 150;

export type StampedLine = Line & { came: number };

export interface LineReading {
  line: StampedLine | undefined;
  error: Error | undefined;
  reload: () => Promise<unknown>;
}

/** The line before the gate; read again when something may have moved in it. */
export function useLine(): LineReading {
  const { data, error, mutate } = useSWR<StampedLine, Error>(LINE, read, { refreshInterval: nextLook });
  return { line: data, error, reload: () => mutate() };
}

async function read(path: string): Promise<StampedLine> {
  const line = await get<Line>(path);
  return { ...line, came: performance.now() };
}

/** Whether any batch of ours waits or is being fetched. */
export function isMoving(line: Line | undefined): boolean {
  return line !== undefined && line.waiting + line.running.length > 0;
}

/** When it is worth looking again: soon while a batch is fetched, else when the gate opens. */
export function nextLook(line: StampedLine | undefined): number {
  if (!line) return CALM;
  if (line.running.length > 0) return BUSY;
  if (line.waiting + line.waiting_of_others === 0) return CALM;
  if (line.opens_at === null) return DUE;
  return millisecondsUntil(line.opens_at, line, line.came) + TAKEN;
}
