import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import { csrfHeaders } from "@/api/csrf";
import { get } from "@/api/http";
import { anonymous, signedIn } from "@/test/fixtures";
import { refusal } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { SignIn } from "./sign-in";
import { useSession } from "./use-session";

function Gate() {
  const session = useSession();
  if (session.state === "anonymous") return <SignIn onSignIn={session.signIn} />;
  if (session.state === "signed-in") {
    return (
      <button type="button" onClick={() => void session.signOut()}>
        {session.user.email}
      </button>
    );
  }
  return <p>{session.state}</p>;
}

function serveSession(state: { authenticated: boolean }) {
  server.use(http.get("*/api/session/", () => HttpResponse.json(state.authenticated ? signedIn : anonymous)));
}

async function fillIn() {
  await userEvent.type(await screen.findByLabelText("Email"), "admin@example.org");
  await userEvent.type(screen.getByLabelText("Password"), "secret words");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
}

it("signs in with the token of the anonymous session and keeps the new one", async () => {
  serveSession({ authenticated: false });
  let sent: string | null = null;
  server.use(
    http.post("*/api/session/", ({ request }) => {
      sent = request.headers.get("X-CSRFToken");
      return HttpResponse.json(signedIn);
    }),
  );
  await renderPage(<Gate />);
  await fillIn();
  expect(await screen.findByRole("button", { name: "admin@example.org" })).toBeInTheDocument();
  expect(sent).toBe("token-before-sign-in");
  expect(csrfHeaders()).toEqual({ "X-CSRFToken": "token-after-sign-in" });
});

it("shows the server's words when it refuses", async () => {
  serveSession({ authenticated: false });
  server.use(
    http.post("*/api/session/", () =>
      refusal(400, "invalid_credentials", "This email and password do not belong together."),
    ),
  );
  await renderPage(<Gate />);
  await fillIn();
  expect(await screen.findByRole("alert")).toHaveTextContent(
    "This email and password do not belong together.",
  );
});

it("shows the sign-in as soon as any answer is 401", async () => {
  const state = { authenticated: true };
  serveSession(state);
  await renderPage(<Gate />);
  await screen.findByRole("button", { name: "admin@example.org" });
  state.authenticated = false;
  server.use(http.get("*/api/jobs/", () => refusal(401, "not_authenticated", "Sign in first.")));
  await get("/api/jobs/").catch(() => {});
  expect(await screen.findByRole("heading", { name: "Sign in" })).toBeInTheDocument();
});

it("signs out", async () => {
  const state = { authenticated: true };
  serveSession(state);
  server.use(
    http.delete("*/api/session/", () => {
      state.authenticated = false;
      return new HttpResponse(null, { status: 204 });
    }),
  );
  await renderPage(<Gate />);
  await userEvent.click(await screen.findByRole("button", { name: "admin@example.org" }));
  expect(await screen.findByRole("heading", { name: "Sign in" })).toBeInTheDocument();
});
