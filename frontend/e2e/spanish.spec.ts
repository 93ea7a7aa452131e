import { expect, test } from "@playwright/test";
import { expectSound } from "./sound.ts";
import { chooseFile, csv, result } from "./support.ts";

const PHONE = { width: 360, height: 780 };
test.use({ viewport: PHONE });

/** 1,000 customers that nobody else has, one of them without a proper address. */
function customers(): Buffer {
  const first = (Date.now() % 100_000_000) * 10_000;
  return csv([
    "id,name,email,country,signup_date,balance,active,notes",
    ...Array.from(
      { length: 1_000 },
      (_, n) =>
        `${first + n},Ana,${n === 7 ? "ana" : `ana${first + n}@example.com`},ES,2024-01-31,1.50,true,`,
    ),
  ]);
}

test("a file is imported in Spanish, on a phone, and the page goes back to English", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("Language").selectOption("Español");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Importar un archivo");
  await expect(page.locator("html")).toHaveAttribute("lang", "es");
  await expectSound(page, "the import page in Spanish");
  await page.setViewportSize(PHONE);

  await page.goto("/?dataset=customers");
  await expect(page.getByRole("button", { name: "Probar con un archivo de ejemplo" })).toBeVisible();
  await chooseFile(page, "clientes.csv", customers());
  await page.waitForURL(/\/uploads\/.+/);
  await page.getByRole("button", { name: "Importar sin revisar" }).click();
  await page.waitForURL(/\/imports\/.+/);
  await expect(result(page)).toHaveAttribute("data-tone", "partial");
  await expect(result(page).getByRole("heading")).toHaveText("999 importadas, 1 descartada");
  const groups = page.getByRole("list", { name: "Tipos de error" });
  await expect(groups.getByRole("button").first()).toContainText("Todos los errores");
  await expectSound(page, "a result in Spanish");
  await page.setViewportSize(PHONE);

  await page.reload();
  await expect(page.getByRole("region", { name: "Recuento" })).toContainText("1000");
  await expect(page.locator("html")).toHaveAttribute("lang", "es");

  await page.getByLabel("Idioma").selectOption("English");
  await expect(page.getByRole("region", { name: "The books" })).toContainText("1,000");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test.describe("signed out", () => {
  test.use({ storageState: { cookies: [], origins: [] }, locale: "es-MX" });

  test("the reader's browser decides, and the sign-in can be changed", async ({ page }) => {
    await page.goto("/");
    await expect(page.getByRole("heading", { name: "Iniciar sesión" })).toBeVisible();
    await expectSound(page, "the sign-in in Spanish");
    await page.getByLabel("Idioma").selectOption("English");
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  });
});
