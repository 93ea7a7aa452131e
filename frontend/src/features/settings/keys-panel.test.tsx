import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import { apiKey } from "@/test/fixtures";
import { refusal } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { keyState } from "./key-state";
import { KeysPanel } from "./keys-panel";

it("makes a key with the chosen scopes and shows it once", async () => {
  let wanted: unknown;
  server.use(
    http.post("*/api/keys/", async ({ request }) => {
      wanted = await request.json();
      return HttpResponse.json({ ...apiKey, name: "CI", key: "dp_the_whole_key" }, { status: 201 });
    }),
  );
  await renderPage(<KeysPanel />);
  await userEvent.type(await screen.findByLabelText("Name"), "CI");
  await userEvent.click(screen.getByLabelText("Write"));
  await userEvent.click(screen.getByRole("button", { name: "Create key" }));
  expect(await screen.findByLabelText("New API key")).toHaveValue("dp_the_whole_key");
  expect(wanted).toEqual({ name: "CI", scopes: ["read"] });
  await userEvent.click(screen.getByRole("button", { name: "I have copied it" }));
  expect(screen.queryByDisplayValue("dp_the_whole_key")).not.toBeInTheDocument();
});

it("puts the server's complaint beside the field", async () => {
  server.use(
    http.post("*/api/keys/", () =>
      refusal(400, "invalid", "Check the fields.", { name: ["There is a key of this name."] }),
    ),
  );
  await renderPage(<KeysPanel />);
  await userEvent.type(await screen.findByLabelText("Name"), "CI");
  await userEvent.click(screen.getByRole("button", { name: "Create key" }));
  expect(await screen.findByText("There is a key of this name.")).toBeInTheDocument();
});

it("revokes after asking; a revoked key has no button", async () => {
  let revoked = "";
  server.use(
    http.delete("*/api/keys/:id/", ({ params }) => {
      revoked = String(params.id);
      return new HttpResponse(null, { status: 204 });
    }),
  );
  await renderPage(<KeysPanel />);
  expect(await screen.findByText("Old laptop")).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Revoke Old laptop" })).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Revoke Nightly export" }));
  const dialog = await screen.findByRole("dialog", { name: "Revoke Nightly export?" });
  await userEvent.click(within(dialog).getByRole("button", { name: "Revoke the key" }));
  await expect.poll(() => revoked).toBe(apiKey.id);
});

it.each([
  [{ revoked_at: null, expires_at: null }, "active"],
  [{ revoked_at: "2026-01-01T00:00:00Z", expires_at: null }, "revoked"],
  [{ revoked_at: null, expires_at: "2026-01-01T00:00:00Z" }, "expired"],
  [{ revoked_at: null, expires_at: "2027-01-01T00:00:00Z" }, "active"],
] as const)("%o is %s", (key, state) =>
  expect(keyState(key, Date.parse("2026-06-01T00:00:00Z"))).toBe(state),
);
