import { expect, type Locator, type Page } from "@playwright/test";

export function setting(name: "ADMIN_EMAIL" | "ADMIN_PASSWORD" | "API_KEY"): string {
  const value = process.env[name];
  if (!value) throw new Error(`The browser tests need ${name} of the running stack in their environment.`);
  return value;
}

export async function signIn(page: Page): Promise<void> {
  await page.getByLabel("Email").fill(setting("ADMIN_EMAIL"));
  await page.getByLabel("Password", { exact: true }).fill(setting("ADMIN_PASSWORD"));
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
}

/** A name that no other test and no earlier run has used. */
export function unique(stem: string): string {
  return `${stem}_${Date.now().toString(36)}${Math.floor(Math.random() * 1296).toString(36)}`;
}

export function csv(lines: string[]): Buffer {
  return Buffer.from(`${lines.join("\n")}\n`);
}

/** Fields of a dataset by their names, texts unless they say otherwise; the first is the key. */
export type Fields = Record<string, object>;

/** The fields of a dataset that finds fault. */
export const RULED: Fields = {
  code: { constraints: { required: true } },
  email: { format: "email" },
  born: { type: "date" },
};

/** What a request that changes something carries beside the session's cookie. */
export async function csrfHeader(page: Page): Promise<{ "X-CSRFToken": string }> {
  const session = await (await page.request.get("/api/session/")).json();
  return { "X-CSRFToken": session.csrf_token };
}

/** Makes an empty dataset and returns its name. */
export async function makeDataset(page: Page, stem: string, fields: Fields): Promise<string> {
  const name = unique(stem);
  const described = Object.entries(fields).map(([field, rule]) => ({ name: field, type: "string", ...rule }));
  const made = await page.request.post("/api/datasets/", {
    headers: await csrfHeader(page),
    data: { slug: name, title: name, schema: { fields: described, primaryKey: [described[0]?.name] } },
  });
  expect(made.status(), await made.text()).toBe(201);
  return name;
}

/** A file of `count` valid rows. */
export function people(count: number): Buffer {
  return csv([
    "code,name,born,score",
    ...Array.from(
      { length: count },
      (_, row) => `P${String(row).padStart(7, "0")},Person ${row},1990-01-15,${row % 100}.5`,
    ),
  ]);
}

export async function chooseFile(page: Page, name: string, content: Buffer): Promise<void> {
  await page.getByTestId("file-input").setInputFiles({ name, mimeType: "text/csv", buffer: content });
}

/** Uploads a file and imports it as it is read and mapped, without a review. */
export async function importFile(page: Page, name: string, content: Buffer, dataset?: string): Promise<void> {
  await uploadFile(page, name, content, dataset);
  await startImport(page);
}

/** Brings a file as far as the step Check. */
export async function uploadFile(page: Page, name: string, content: Buffer, dataset?: string): Promise<void> {
  await page.goto(dataset ? `/?dataset=${dataset}` : "/");
  await expect(page.getByRole("button", { name: "browse" })).toBeVisible();
  await chooseFile(page, name, content);
  await page.waitForURL(/\/uploads\/.+/);
}

/** Imports an uploaded file as it is read and mapped. */
export async function startImport(page: Page): Promise<void> {
  await page.waitForURL(/\/uploads\/.+/);
  await page.getByRole("button", { name: "Import without review" }).click();
  await page.waitForURL(/\/imports\/.+/);
}

/** Moves the focus on by Tab alone until it is at `target`. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 150; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(target).toBeFocused();
}

export function result(page: Page): Locator {
  return page.getByTestId("result");
}

/** The number beside a name in the ledger. */
export function inBooks(page: Page, name: string): Locator {
  return page
    .getByRole("region", { name: "The books" })
    .locator("dl > div")
    .filter({ has: page.getByText(name, { exact: true }) })
    .locator("dd");
}

/** Lets a file go over the page, as the system's own drag would. */
export async function dropFile(page: Page, name: string, content: Buffer): Promise<void> {
  const data = await page.evaluateHandle(
    ([fileName, base64]) => {
      const bytes = Uint8Array.from(atob(base64 ?? ""), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], fileName ?? "", { type: "text/csv" }));
      return transfer;
    },
    [name, content.toString("base64")],
  );
  const zone = page.getByText("Drop a file here, or");
  await zone.dispatchEvent("dragover", { dataTransfer: data });
  await expect(page.getByText("Let go to upload it")).toBeVisible();
  await page.getByText("Let go to upload it").dispatchEvent("drop", { dataTransfer: data });
}
