import { expect, test } from "@playwright/test";
import { importFile, people, result, unique } from "./support.ts";

test("an import that runs is followed by its events, and asked for no more once it has ended", async ({
  page,
}) => {
  const name = unique("told");
  const streamed = page.waitForResponse((response) => response.url().endsWith("/events/"));
  let looks = 0;
  page.on("request", (request) => {
    if (/\/api\/imports\/[0-9a-f-]+\/$/.test(request.url()) && request.method() === "GET") looks++;
  });
  await importFile(page, `${name}.csv`, people(30_000));
  const stream = await streamed;
  expect(stream.status()).toBe(200);
  expect(stream.headers()["content-type"]).toBe("text/event-stream");
  await expect(result(page).getByRole("heading")).toHaveText("30,000 of 30,000 imported");
  // The page is told when it ends, lets go of the stream, and asks no more.
  const last = looks;
  await page.waitForTimeout(3_000);
  expect(looks).toBe(last);
});
