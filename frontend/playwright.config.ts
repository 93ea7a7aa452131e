import { defineConfig, devices } from "@playwright/test";

const chromium = process.env.CHROMIUM_PATH;

/** The sign-in of the first test, kept for the others. */
export const SIGNED_IN = "test-results/signed-in.json";

/** The browser tests run against a whole stack: BASE_URL, ADMIN_EMAIL and ADMIN_PASSWORD say where and as whom. */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  fullyParallel: false,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    baseURL: process.env.BASE_URL ?? "http://127.0.0.1:8000",
    viewport: { width: 1440, height: 900 },
    trace: "retain-on-failure",
    launchOptions: {
      ...(chromium && { executablePath: chromium }),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "sign-in", testMatch: "sign-in.setup.ts" },
    {
      name: "screens",
      testMatch: "**/*.spec.ts",
      dependencies: ["sign-in"],
      use: { storageState: SIGNED_IN },
    },
    {
      name: "screenshots",
      testMatch: "screenshots.ts",
      dependencies: ["sign-in"],
      use: { storageState: SIGNED_IN },
    },
  ],
});
