import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";
import { refusal } from "@/test/handlers";
import { server } from "@/test/server";
import { rememberCsrfToken } from "./csrf";
import { get, getAnswer, SIGNED_OUT, send } from "./http";
import { ProblemError } from "./problem";
import { withQuery } from "./query";
import { pathOf } from "./use-pages";

it("sends the CSRF token of the latest session with unsafe requests, and not with reads", async () => {
  const seen: Record<string, string | null> = {};
  server.use(
    http.all("*/api/echo/", ({ request }) => {
      seen[request.method] = request.headers.get("X-CSRFToken");
      return HttpResponse.json({});
    }),
  );
  rememberCsrfToken("old");
  rememberCsrfToken("new");
  await get("/api/echo/");
  await send("POST", "/api/echo/", { a: 1 });
  await send("DELETE", "/api/echo/");
  expect(seen).toEqual({ GET: null, POST: "new", DELETE: "new" });
});

it("tells the page when the session has ended", async () => {
  server.use(http.get("*/api/gone/", () => refusal(401, "not_authenticated", "Sign in first.")));
  const told = vi.fn();
  window.addEventListener(SIGNED_OUT, told, { once: true });
  await expect(get("/api/gone/")).rejects.toThrow("Sign in first.");
  expect(told).toHaveBeenCalledOnce();
});

it("reads when to ask again", async () => {
  server.use(http.get("*/api/slow/", () => HttpResponse.json({}, { headers: { "Retry-After": "3" } })));
  expect((await getAnswer("/api/slow/")).retryAfterSeconds).toBe(3);
});

it("says in a sentence that the server was not reached", async () => {
  server.use(http.get("*/api/down/", () => HttpResponse.error()));
  const error = await get("/api/down/").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProblemError);
  expect((error as ProblemError).message).toMatch(/did not answer/);
});

it("follows only the path of the server's links, since a proxy may stand between", () => {
  expect(pathOf("http://web:8000/api/imports/?cursor=abc&limit=5")).toBe("/api/imports/?cursor=abc&limit=5");
});

it("leaves empty parameters out of a query", () => {
  expect(withQuery("/api/imports/", { status: "", search: "a b&c", limit: 5, dataset: undefined })).toBe(
    "/api/imports/?search=a+b%26c&limit=5",
  );
});
