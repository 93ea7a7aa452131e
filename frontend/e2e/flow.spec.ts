import { expect, type Locator, type Page, test } from "@playwright/test";
import { byKeyboard, byMouse, type Hand } from "./hands.ts";
import { csv, importFile, inBooks, makeDataset, people, RULED, result, unique } from "./support.ts";

const GOOD = 40;

/** 40 good rows under a header that the dataset does not know, then four that are not good. */
const FILE = csv([
  "Kennung,email,born",
  ...Array.from({ length: GOOD }, (_, n) => `C${n},person${n}@example.org,1990-01-15`),
  "X1,ada.example.org,1990-01-15",
  "X2,bob@example.org,soon",
  "X3,carl@example.org,1990-13-01",
  "X4,dora@example.org,later",
]);

/** A later file under the same header: one row is as it was, one has changed. */
const NEXT_FILE = csv([
  "Kennung,email,born",
  "C0,person0@example.org,1990-01-15",
  "C1,new@example.org,1990-01-15",
]);

interface Way {
  name: string;
  hand: (page: Page) => Hand;
  /** What happens to the page between any two steps. */
  between: (page: Page) => Promise<void>;
}

const WAYS: Way[] = [
  { name: "by mouse", hand: byMouse, between: async () => {} },
  { name: "by keyboard alone", hand: byKeyboard, between: async () => {} },
  { name: "with a reload at every step", hand: byMouse, between: async (page) => void (await page.reload()) },
];

for (const { name, hand: handOf, between } of WAYS) {
  test(`a file is mapped, reviewed, imported, mended, merged and undone ${name}`, async ({ page }) => {
    test.slow();
    const hand = handOf(page);
    const dataset = await makeDataset(page, "flow", RULED);
    const press = (button: string) => hand.press(page.getByRole("button", { name: button }));

    await page.goto(`/?dataset=${dataset}`);
    await browse(page, hand, "people.csv", FILE);
    await page.waitForURL(/\/uploads\/.+/);
    await between(page);

    // Check: one thing is told otherwise, and back
    const table = page.getByRole("region", { name: "The first rows as they are read" });
    await hand.tick(page.getByRole("radio", { name: "Line 2 is the header" }));
    await expect(table.getByRole("columnheader", { name: "C0", exact: true })).toBeVisible();
    await between(page);
    await expect(page.getByRole("radio", { name: "Line 2 is the header" })).toBeChecked();
    await hand.tick(page.getByRole("radio", { name: "Line 1 is the header" }));
    await expect(table.getByRole("columnheader", { name: "Kennung", exact: true })).toBeVisible();
    await press("Go on: map the columns");

    // Map
    await expect(
      page.getByText("No column goes to the required field code. Choose one below."),
    ).toBeVisible();
    await between(page);
    await hand.choose(page.getByLabel("Field for Kennung"), "code");
    await expect(page.getByText("Every required field has a column.")).toBeVisible();
    await heard(page, "PUT", () => hand.tick(page.getByRole("radio", { name: "Add and update" })));
    await heard(page, "PUT", () => hand.tick(page.getByLabel("Remember this mapping")));
    await between(page);
    await expect(page.getByRole("radio", { name: "Add and update" })).toBeChecked();
    await expect(page.getByLabel("Remember this mapping")).toBeChecked();
    await press("Check the whole file");

    // Review
    await page.waitForURL(/\/imports\/.+upload=/);
    await between(page);
    await expect(result(page).getByRole("heading")).toHaveText(
      "Dry run: 40 would be inserted, 4 would be left out",
    );
    await hand.write(cell(page, "ada.example.org"), "ada@example.org");
    // at once: what is on its way to the server is not lost
    await between(page);
    await expect(cell(page, "ada@example.org")).toBeVisible();
    await hand.leaveOut(cell(page, "soon"));
    await between(page);
    const review = new URL(page.url()).pathname;
    await press("Leave out 3 rows and import 41");

    // Result
    await page.waitForURL(({ pathname }) => pathname !== review);
    const address = page.url();
    await between(page);
    await expect(result(page)).toHaveAttribute("data-tone", "partial");
    await expect(result(page).getByRole("heading")).toHaveText(
      "41 inserted, 2 left out, 1 left out on purpose",
    );

    // Mend and merge, until nothing is left out but what was left out on purpose
    await hand.press(result(page).getByRole("link", { name: "Mend here" }));
    await hand.write(cell(page, "1990-13-01"), "1990-12-01");
    await between(page);
    await heard(page, "POST", () => press("Merge 1 mended row"));
    await between(page);
    await expect(result(page).getByRole("heading")).toHaveText(
      "42 inserted, 1 left out, 1 left out on purpose",
    );
    await hand.write(cell(page, "later"), "1991-02-02");
    await heard(page, "POST", () => press("Merge 1 mended row"));
    await between(page);
    await expect(result(page)).toHaveAttribute("data-tone", "good");
    await expect(result(page).getByRole("heading")).toHaveText(/^43 inserted, 1 left out on purpose/);

    // the books lead to their rows
    await hand.press(inBooks(page, "Inserted").getByRole("link"));
    await between(page);
    await expect(cell(page, "person0@example.org")).toBeVisible();
    await expect(page.getByRole("grid")).toHaveAttribute("aria-rowcount", "44");

    // the next file of this kind asks nothing, and goes in the same way
    await page.goto(`/?dataset=${dataset}`);
    await browse(page, hand, "next.csv", NEXT_FILE);
    await page.waitForURL(/\/imports\/.+remembered=true/);
    await between(page);
    await expect(inBooks(page, "Would update")).toHaveText("1");

    await page.goto(address);
    await hand.press(result(page).getByRole("button", { name: "Undo" }));
    const undo = page.getByRole("dialog").getByRole("button", { name: "Undo the import" });
    await heard(page, "POST", () => hand.press(undo));
    await between(page);
    await expect(result(page).getByRole("heading")).toHaveText("Undone: 43 rows removed");
    expect((await (await page.request.get(`/api/datasets/${dataset}/`)).json()).row_count).toBe(0);
  });
}

test("two tabs follow one import and its undo, one of them reloaded on the way, and show the same end", async ({
  page,
  context,
}) => {
  test.slow();
  const name = unique("watched");
  await importFile(page, `${name}.csv`, people(150_000));
  const other = await context.newPage();
  await other.goto(page.url());
  for (const tab of [page, other]) await expect(tab.getByTestId("progress-words")).toHaveText(/Row [1-9]/);
  await page.reload();
  await expect(page.getByTestId("progress-words")).toHaveText(/Row [1-9]/);
  for (const tab of [page, other]) {
    await expect(result(tab).getByRole("heading")).toHaveText("150,000 of 150,000 imported", {
      timeout: 60_000,
    });
    await expect(inBooks(tab, "Inserted")).toHaveText("150,000");
  }

  await other.getByRole("button", { name: "Undo" }).click();
  const undo = other.getByRole("dialog").getByRole("button", { name: "Undo the import" });
  await heard(other, "POST", () => undo.click());
  await page.bringToFront();
  await page.reload();
  for (const tab of [page, other]) {
    await expect(result(tab).getByRole("heading")).toHaveText("Undone: 150,000 rows removed", {
      timeout: 60_000,
    });
  }
});

test("a merge is followed in two tabs and through a reload, and both show the same end", async ({
  page,
  context,
}) => {
  test.slow();
  const dataset = await makeDataset(page, "flow", RULED);
  const rows = Array.from({ length: 20_000 }, (_, n) => `C${n},n/a,1990-01-15`);
  await importFile(page, "many.csv", csv(["code,email,born", ...rows]), dataset);
  await result(page).getByRole("link", { name: "Mend here" }).click();
  await page
    .getByRole("list", { name: "Kinds of fault" })
    .getByRole("button", { name: "Invalid email" })
    .click();
  await page.getByRole("button", { name: "Fix all alike" }).click();
  await page.getByLabel("New text in email").fill("all@example.org");
  await page.getByRole("button", { name: "Write it into 20,000 rows" }).click();
  // the other tab is to find it written
  await expect(page.getByRole("button", { name: "Merge 20,000 mended rows" })).toBeVisible({
    timeout: 60_000,
  });
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByRole("button", { name: "Merge 20,000 mended rows" }).click();
  await expect(
    result(other).getByRole("progressbar", { name: "Merging mended rows into many.csv" }),
  ).toBeVisible();
  await other.reload();
  const merged = "20,000 of 20,000 imported, 20,000 after mending";
  await expect(result(other).getByRole("heading")).toHaveText(merged, { timeout: 60_000 });
  await expect(inBooks(other, "Inserted")).toHaveText("20,000");
  // a browser under test gives every tab the focus: so it is said here that this one has got it
  await expect(async () => {
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await expect(result(page).getByRole("heading")).toHaveText(merged, { timeout: 1_000 });
  }).toPass();
  await expect(inBooks(page, "Inserted")).toHaveText("20,000");
});

/** Waits until the server has heard of an act: what had not even left the browser cannot outlast a reload. */
async function heard(page: Page, method: "POST" | "PUT", act: () => Promise<void>): Promise<void> {
  const answer = page.waitForResponse(
    (response) => response.request().method() === method && response.url().includes("/api/"),
  );
  await act();
  await answer;
}

async function browse(page: Page, hand: Hand, name: string, content: Buffer): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    hand.press(page.getByRole("button", { name: "browse" })),
  ]);
  await chooser.setFiles({ name, mimeType: "text/csv", buffer: content });
}

function cell(page: Page, text: string): Locator {
  return page.getByRole("grid").getByRole("gridcell").filter({ hasText: text });
}
