import { csrfHeaders } from "./csrf";
import { ProblemError, problemOf, unreachable } from "./problem";

/** Told on `window` when any answer is 401, so that the session is read again and the sign-in shown. */
export const SIGNED_OUT = "docprocessor:signed-out";

/** A body with what its headers say about asking again. */
export interface Answer<T> {
  body: T;
  retryAfterSeconds: number | null;
}

/** One page of a list. `next` is the address of the following page. */
export interface Page<T> {
  next?: string | null;
  previous?: string | null;
  results: T[];
}

export async function getAnswer<T>(path: string): Promise<Answer<T>> {
  const response = await request(path, { method: "GET" });
  return { body: (await response.json()) as T, retryAfterSeconds: retryAfter(response.headers) };
}

export async function get<T>(path: string): Promise<T> {
  return (await getAnswer<T>(path)).body;
}

export async function send<T = void>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: object,
  /** Whether the browser sends it on when the page is left. */
  { keepalive = false }: { keepalive?: boolean } = {},
): Promise<T> {
  const headers: Record<string, string> = csrfHeaders();
  if (body) headers["Content-Type"] = "application/json";
  const response = await request(path, {
    method,
    headers,
    keepalive,
    ...(body && { body: JSON.stringify(body) }),
  });
  const written = await response.text();
  return (written ? JSON.parse(written) : undefined) as T;
}

export async function download(path: string): Promise<Blob> {
  return (await request(path, { method: "GET" }, "*/*")).blob();
}

/** Tells the page that the session ended, and makes the error to throw. */
export function failure(status: number, body: string): ProblemError {
  if (status === 401) window.dispatchEvent(new Event(SIGNED_OUT));
  return new ProblemError(problemOf(status, body));
}

async function request(path: string, init: RequestInit, accept = "application/json"): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, {
      ...init,
      credentials: "same-origin",
      headers: { Accept: accept, ...init.headers },
    });
  } catch {
    throw new ProblemError(unreachable());
  }
  if (!response.ok) throw failure(response.status, await response.text());
  return response;
}

function retryAfter(headers: Headers): number | null {
  const seconds = Number(headers.get("Retry-After") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : null;
}
