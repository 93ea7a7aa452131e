import { expect, type Page } from "@playwright/test";
import { csrfHeader, type Fields, makeDataset } from "./support.ts";

/** A dataset with rules, and an ended dry run of a file into it. */
export async function reviewOf(
  page: Page,
  stem: string,
  content: Buffer,
  fields: Fields,
): Promise<{ id: string; dataset: string }> {
  const dataset = await makeDataset(page, stem, fields);
  const accepted = await page.request.post("/api/imports/", {
    headers: await csrfHeader(page),
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
