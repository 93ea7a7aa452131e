import { useEffect } from "react";
import useSWR, { useSWRConfig } from "swr";
import { rememberCsrfToken } from "@/api/csrf";
import type { Session } from "@/api/gen/types.gen";
import { get, SIGNED_OUT, send } from "@/api/http";

const SESSION = "/api/session/";

export type SessionState =
  | { state: "reading" }
  | { state: "unreadable"; error: Error; retry: () => void }
  | { state: "anonymous"; signIn: (email: string, password: string) => Promise<void> }
  | {
      state: "signed-in";
      user: NonNullable<Session["user"]>;
      workspace: Session["workspace"];
      limits: Session["limits"];
      signOut: () => Promise<void>;
    };

async function readSession(path: string): Promise<Session> {
  return remembered(await get<Session>(path));
}

function remembered(session: Session): Session {
  rememberCsrfToken(session.csrf_token);
  return session;
}

/** Who is signed in; read again whenever any answer was 401. */
export function useSession(): SessionState {
  const { data, error, mutate } = useSWR<Session, Error>(SESSION, readSession);
  const { mutate: mutateAny } = useSWRConfig();

  useEffect(() => {
    const readAgain = () => void mutate();
    window.addEventListener(SIGNED_OUT, readAgain);
    return () => window.removeEventListener(SIGNED_OUT, readAgain);
  }, [mutate]);

  if (!data) return error ? { state: "unreadable", error, retry: () => void mutate() } : { state: "reading" };
  if (!data.authenticated || !data.user) {
    return {
      state: "anonymous",
      signIn: async (email, password) => {
        const session = await send<Session>("POST", SESSION, { email, password });
        await mutate(remembered(session), { revalidate: false });
      },
    };
  }
  return {
    state: "signed-in",
    user: data.user,
    workspace: data.workspace,
    limits: data.limits,
    signOut: async () => {
      await send("DELETE", SESSION);
      sessionStorage.clear(); // drafts of forms are nobody else's
      await mutateAny((key) => key !== SESSION, undefined, { revalidate: false });
      await mutate();
    },
  };
}

/** The largest file the server takes, in bytes; undefined until it is known. */
export function useUploadLimit(): number | undefined {
  const { data } = useSWR<Session, Error>(SESSION, readSession, { revalidateOnMount: false });
  return data?.limits.upload_max_bytes;
}
