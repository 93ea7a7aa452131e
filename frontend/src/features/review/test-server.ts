import { HttpResponse, http } from "msw";
import type { EditSummary, ImportJob, RecordEditRequest } from "@/api/gen/types.gen";
import type { ImportRecord } from "@/api/records";
import { server } from "@/test/server";
import { withChange } from "./record-edits";
import { columns } from "./test-records";

/** Answers for the records of one import as the API would, and keeps what was asked of it. */
export function serveRecords(records: ImportRecord[], part: Partial<EditSummary> = {}) {
  const known = new Map(records.map((record) => [record.row, record]));
  const asked: { edits: RecordEditRequest[][]; posted: { path: string; body: unknown }[]; read: string[] } = {
    edits: [],
    posted: [],
    read: [],
  };

  function summary(): EditSummary {
    const all = [...known.values()];
    const isFaulty = (record: ImportRecord) => record.faults.length > 0 || record.fault !== null;
    const open = all.filter((record) => isFaulty(record) && !record.left_out);
    return {
      can_edit: true,
      reason: null,
      edited: all.filter(({ edited }) => Object.keys(edited).length > 0).length,
      left_out: all.filter(({ left_out }) => left_out).length,
      mended: all.filter((record) => record.outcome === "failed" && !isFaulty(record) && !record.left_out)
        .length,
      failed: all.filter(({ outcome }) => outcome === "failed").length,
      open: open.length,
      groups: [
        {
          code: "email",
          column: "email",
          count: records.filter(({ faults }) => faults.some(({ code }) => code === "email")).length,
          open: open.filter(({ faults }) => faults.some(({ code }) => code === "email")).length,
        },
      ],
      ...part,
    };
  }

  server.use(
    http.get("*/api/imports/:id/records/", ({ request }) => {
      const query = new URL(request.url).searchParams;
      asked.read.push(query.toString());
      const found = [...known.values()].filter(
        (record) =>
          (!query.has("outcome") || record.outcome === query.get("outcome")) &&
          (!query.has("code") || record.faults.some(({ code }) => code === query.get("code"))),
      );
      const limit = Number(query.get("limit"));
      const before = found.filter(({ row }) => row < Number(query.get("around"))).length;
      const offset = query.has("around") ? before - (before % limit) : Number(query.get("offset"));
      return HttpResponse.json({
        count: found.length,
        offset,
        columns,
        results: found.slice(offset, offset + limit),
      });
    }),
    http.get("*/api/imports/:id/edits/", () => HttpResponse.json(summary())),
    http.patch("*/api/imports/:id/edits/", async ({ request }) => {
      const { edits } = (await request.json()) as { edits: RecordEditRequest[] };
      asked.edits.push(edits);
      for (const edit of edits) {
        const record = known.get(edit.row);
        if (record) known.set(edit.row, withChange(record, edit, columns));
      }
      return HttpResponse.json({ results: edits.map(({ row }) => known.get(row)), summary: summary() });
    }),
    http.delete("*/api/imports/:id/edits/", () => {
      for (const record of records) known.set(record.row, record);
      return HttpResponse.json(summary());
    }),
    http.post(/\/api\/imports\/.*/, async ({ request }) => {
      const body = await request.json();
      asked.posted.push({ path: new URL(request.url).pathname, body });
      const isOfEdits = request.url.includes("/edits/");
      return HttpResponse.json(
        isOfEdits ? { records: 1204, summary: summary() } : ({ id: "the-new-one" } as Partial<ImportJob>),
        { status: isOfEdits ? 200 : 202 },
      );
    }),
  );
  return asked;
}
