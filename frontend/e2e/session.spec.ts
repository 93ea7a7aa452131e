import { expect, test } from "@playwright/test";
import { setting, signIn } from "./support.ts";

test.use({ storageState: { cookies: [], origins: [] } });

test("a wrong password is answered in the server's words", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("Email").fill(setting("ADMIN_EMAIL"));
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toHaveText("This email and password do not belong together.");
});

test("signing in keeps the address one came for; signing out ends it", async ({ page }) => {
  await page.goto("/jobs?status=failed");
  await signIn(page);
  await expect(page).toHaveURL(/\/jobs\?status=failed$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Jobs");

  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Jobs");

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  const session = await page.request.get("/api/session/");
  expect((await session.json()).authenticated).toBe(false);
});
