import { csrfHeaders } from "./csrf";
import { failure } from "./http";
import { ProblemError, unreachable } from "./problem";

export interface Upload<T> {
  accepted: Promise<T>;
  abort: () => void;
}

/** Thrown into `accepted` by `abort`. */
export class UploadAborted extends Error {}

/** Posts a form by XMLHttpRequest, since fetch cannot tell how much of a body has been sent. */
export function upload<T>(
  path: string,
  form: FormData,
  onProgress: (sent: number, total: number) => void,
): Upload<T> {
  const xhr = new XMLHttpRequest();
  const accepted = new Promise<T>((resolve, reject) => {
    xhr.upload.onprogress = (event) => onProgress(event.loaded, event.total);
    xhr.onload = () => {
      if (xhr.status >= 200 && xhr.status < 300) resolve(JSON.parse(xhr.responseText) as T);
      else reject(failure(xhr.status, xhr.responseText));
    };
    xhr.onerror = () => reject(new ProblemError(unreachable()));
    xhr.onabort = () => reject(new UploadAborted());
  });
  xhr.open("POST", path);
  xhr.setRequestHeader("Accept", "application/json");
  for (const [name, value] of Object.entries(csrfHeaders())) xhr.setRequestHeader(name, value);
  xhr.send(form);
  return { accepted, abort: () => xhr.abort() };
}
