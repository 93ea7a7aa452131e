import { test } from "@playwright/test";
import { SIGNED_IN } from "../playwright.config.ts";
import { signIn } from "./support.ts";

test("sign in once for all", async ({ page }) => {
  await page.goto("/");
  await signIn(page);
  await page.context().storageState({ path: SIGNED_IN });
});
