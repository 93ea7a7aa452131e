import { HttpResponse, http } from "msw";
import type { Upload } from "@/api/gen/types.gen";

const HEADERS = { "Tus-Resumable": "1.0.0" };

/** A file on its way as the server knows it. */
export function upload(part: Partial<Upload> = {}): Upload {
  const id = part.id ?? "0199d000-0000-7000-8000-000000000001";
  return {
    id,
    name: "customers.csv",
    size: 100,
    received: 100,
    is_complete: true,
    sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    expires_at: "2026-03-05T09:30:00Z",
    created_at: "2026-03-04T09:30:00Z",
    draft: {},
    links: { self: `/api/uploads/${id}/`, preview: `/api/uploads/${id}/preview/` },
    ...part,
  };
}

/** A server that takes files by tus and remembers what it was sent. */
export class TusServer {
  readonly id = upload().id;
  /** What has arrived. */
  content = "";
  length = 0;
  /** Names of the requests, in their order. */
  asked: string[] = [];
  drafts: unknown[] = [];
  metadata: string | null = null;
  token: string | null = null;
  /** How the next PATCH requests end, instead of taking what they bring. */
  readonly patchEnds: (Response | (() => Response))[] = [];

  readonly handlers = [
    http.post("*/api/uploads/", ({ request }) => {
      this.asked.push("POST");
      this.length = Number(request.headers.get("Upload-Length"));
      this.metadata = request.headers.get("Upload-Metadata");
      this.token = request.headers.get("X-CSRFToken");
      return new HttpResponse(null, {
        status: 201,
        headers: { ...HEADERS, Location: `http://behind.proxy/api/uploads/${this.id}/` },
      });
    }),
    http.head("*/api/uploads/:id/", () => {
      this.asked.push("HEAD");
      const offset = String(this.content.length);
      return new HttpResponse(null, {
        headers: { ...HEADERS, "Upload-Offset": offset, "Upload-Length": String(this.length) },
      });
    }),
    http.patch("*/api/uploads/:id/", async ({ request }) => {
      this.asked.push("PATCH");
      const end = this.patchEnds.shift();
      if (end) return end instanceof Response ? end : end();
      this.content += await request.text();
      return new HttpResponse(null, {
        status: 204,
        headers: { ...HEADERS, "Upload-Offset": String(this.content.length) },
      });
    }),
    http.delete("*/api/uploads/:id/", () => {
      this.asked.push("DELETE");
      return new HttpResponse(null, { status: 204, headers: HEADERS });
    }),
    http.put("*/api/uploads/:id/draft/", async ({ request }) => {
      this.drafts.push(await request.json());
      return HttpResponse.json(upload());
    }),
  ];
}
