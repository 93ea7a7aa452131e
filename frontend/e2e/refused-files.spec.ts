import { expect, test } from "@playwright/test";
import { chooseFile } from "./support.ts";

test.beforeEach(async ({ page }) => {
  await page.goto("/");
  await expect(page.getByText(/up to [\d.]+ [GM]B/)).toBeVisible();
});

test("a wrong kind and an empty file are refused before a byte travels", async ({ page }) => {
  let sent = 0;
  page.on("request", (request) => {
    if (request.method() === "POST") sent += 1;
  });
  await chooseFile(page, "photo.png", Buffer.from("x"));
  await expect(page.getByRole("alert")).toHaveText(/photo\.png is not a kind of file that can be imported/);
  await chooseFile(page, "nothing.csv", Buffer.from(""));
  await expect(page.getByRole("alert")).toHaveText("nothing.csv is empty: there is nothing in it to import.");
  expect(sent).toBe(0);
});

test("the zone says which kinds of file it takes, and the system's dialog offers them", async ({ page }) => {
  await expect(page.getByText(/^CSV, TSV, Excel, JSON Lines; also zipped · up to/)).toBeVisible();
  const offered = await page.getByTestId("file-input").getAttribute("accept");
  for (const ending of [".csv", ".xlsx", ".jsonl", ".json", ".gz", ".zst", ".zip"]) {
    expect(offered?.split(",")).toContain(ending);
  }
});

test("a picture named .csv is refused in the server's words, and the next file can be chosen", async ({
  page,
}) => {
  const png = Buffer.from("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489", "hex");
  await chooseFile(page, "picture.csv", png);
  await expect(page.getByRole("alert")).toHaveText(/^This is a PNG image, not a/);
  await page.getByRole("link", { name: "Choose another file" }).click();
  await expect(page.getByRole("button", { name: "browse" })).toBeVisible();
});

test("a file with a header and no rows says so", async ({ page }) => {
  await chooseFile(page, "header-only.csv", Buffer.from("a,b,c\n"));
  await expect(page.getByText("There is no row below the header.")).toBeVisible();
});
