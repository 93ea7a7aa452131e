import { Outlet } from "@tanstack/react-router";
import { ProblemNote } from "@/components/problem-note";
import { SignIn } from "@/features/session/sign-in";
import { useSession } from "@/features/session/use-session";
import { UploadProvider } from "@/features/upload/upload-provider";
import { Shell } from "./shell";
import { ShellSkeleton } from "./shell-skeleton";

/** The gate: whoever is not signed in sees the sign-in, at the address they came for. */
export function Root() {
  const session = useSession();
  switch (session.state) {
    case "reading":
      return <ShellSkeleton />;
    case "unreadable":
      return (
        <main style={{ maxWidth: 560, margin: "15vh auto", padding: 16 }}>
          <ProblemNote error={session.error} onRetry={session.retry} />
        </main>
      );
    case "anonymous":
      return <SignIn onSignIn={session.signIn} />;
    case "signed-in":
      return (
        <UploadProvider limit={session.limits.upload_max_bytes}>
          <Shell user={session.user} workspace={session.workspace} onSignOut={session.signOut}>
            <Outlet />
          </Shell>
        </UploadProvider>
      );
  }
}
