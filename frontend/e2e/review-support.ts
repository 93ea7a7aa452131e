import { expect, type Page } from "@playwright/test";
import { unique } from "./support.ts";

/** Fields of a dataset by their names; the first is the key. */
export type Rules = Record<string, object>;

/** A dataset with rules, and an ended dry run of a file into it. */
export async function reviewOf(
  page: Page,
  stem: string,
  content: Buffer,
  rules: Rules,
): Promise<{ id: string; dataset: string }> {
  const dataset = unique(stem);
  const headers = { "X-CSRFToken": (await (await page.request.get("/api/session/")).json()).csrf_token };
  const fields = Object.entries(rules).map(([name, rule]) => ({ name, type: "string", ...rule }));
  const made = await page.request.post("/api/datasets/", {
    headers,
    data: { slug: dataset, title: dataset, schema: { fields, primaryKey: [fields[0]?.name] } },
  });
  expect(made.status(), await made.text()).toBe(201);
  const accepted = await page.request.post("/api/imports/", {
    headers,
    multipart: {
      dataset,
      dry_run: "true",
      file: { name: "people.csv", mimeType: "text/csv", buffer: content },
    },
  });
  expect(accepted.status(), await accepted.text()).toBe(202);
  const { id } = await accepted.json();
  await expect
    .poll(async () => (await (await page.request.get(`/api/imports/${id}/`)).json()).status, {
      timeout: 60_000,
    })
    .toBe("completed");
  return { id, dataset };
}
