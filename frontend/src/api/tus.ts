import { type DetailedError, Upload } from "tus-js-client";
import { csrfHeaders } from "./csrf";
import { failure } from "./http";
import { ProblemError, unreachable } from "./problem";
import { UPLOADS } from "./uploads";
import { pathOf } from "./use-pages";
import { watchedLine } from "./watched-line";

/** Milliseconds between tries; counted anew whenever bytes have arrived. After that somebody must say that it is to go on. */
const RETRY_DELAYS = [0, 1000, 2000, 4000, 8000, 15_000, ...Array<number>(20).fill(30_000)];

export interface Sending {
  pause: () => void;
  goOn: () => void;
  /** Ends it and has the server forget what has arrived. */
  cancel: () => Promise<void>;
}

/** What becomes of a file on its way. */
export interface SendingEvents {
  onNamed: (id: string) => void;
  onProgress: (sent: number) => void;
  /** It is tried again by itself. */
  onInterrupted: (error: ProblemError) => void;
  onStopped: (error: ProblemError) => void;
  onArrived: (id: string) => void;
}

/**
 * Sends a file by the tus protocol, from where the server has it already: as this browser remembers it, or in the
 * upload at the address `into`.
 */
export async function sendResumably(
  file: File,
  into: string | undefined,
  events: SendingEvents,
): Promise<Sending> {
  const line = watchedLine(cutOff, tryNow);
  const upload = new Upload(file, {
    endpoint: absolute(UPLOADS),
    uploadUrl: into === undefined ? null : absolute(into),
    metadata: { filename: file.name },
    retryDelays: RETRY_DELAYS,
    removeFingerprintOnSuccess: true,
    onBeforeRequest: (request) => {
      for (const [name, value] of Object.entries(csrfHeaders())) request.setHeader(name, value);
    },
    onAfterResponse: (request, response) => {
      // the library would begin anew whatever the reason; only an upload that is gone has to
      const status = response.getStatus();
      if (request.getMethod() === "HEAD" && status >= 400 && status !== 404 && status !== 410)
        throw failure(status, "");
    },
    onUploadUrlAvailable: () => {
      upload.url = absolute(pathOf(upload.url ?? ""));
      events.onNamed(idIn(upload.url));
    },
    onProgress: (sent) => {
      // once all is sent, the server takes its time to look it over
      line.moved(sent < file.size);
      events.onProgress(sent);
    },
    onShouldRetry: (error) => {
      const problem = problemIn(error);
      if (!mayPass(problem.status)) return false;
      line.broke();
      events.onInterrupted(problem);
      return true;
    },
    onError: (error) => {
      line.letGo();
      events.onStopped(problemIn(error));
    },
    onSuccess: () => {
      line.letGo();
      events.onArrived(idIn(upload.url ?? ""));
    },
  });

  function goOn() {
    line.watch();
    upload.start();
  }
  function cutOff() {
    void upload.abort();
    events.onInterrupted(new ProblemError(unreachable()));
  }
  function tryNow() {
    void upload.abort();
    upload.start();
  }
  async function end(forget: boolean) {
    line.letGo();
    await upload.abort(forget);
  }

  if (into === undefined) {
    const [known] = await upload.findPreviousUploads();
    if (known) upload.resumeFromPreviousUpload(known);
  }
  goOn();
  return { pause: () => void end(false), goOn, cancel: () => end(true) };
}

function absolute(path: string): string {
  return new URL(path, window.location.origin).href;
}

function idIn(url: string): string {
  return decodeURIComponent(url.split("/").filter(Boolean).at(-1) ?? "");
}

/** Whether trying again may help: no answer, the server's own fault, or another writer still at work. */
function mayPass(status: number): boolean {
  return status === 0 || status >= 500 || status === 409 || status === 423 || status === 429;
}

function problemIn(error: Error | DetailedError): ProblemError {
  const { originalResponse, causingError } = error as Partial<DetailedError>;
  if (causingError instanceof ProblemError) return causingError;
  if (originalResponse) return failure(originalResponse.getStatus(), originalResponse.getBody());
  return new ProblemError(unreachable());
}
