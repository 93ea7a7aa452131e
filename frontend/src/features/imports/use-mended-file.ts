import { useState } from "react";
import type { Job } from "@/api/gen/types.gen";
import { upload } from "@/api/upload";
import { rejectsPath } from "./paths";

/** Where a mended file is on its way into its import: exactly one of these. */
export type MendedFile =
  | { step: "empty" }
  | { step: "sending"; name: string; share: number }
  | { step: "refused"; error: unknown };

export interface MendedFileActions {
  state: MendedFile;
  send: (files: File[]) => Promise<void>;
}

/** Sends the mended rejects of an import to be merged into it; told when that has been accepted. */
export function useMendedFile(id: string, onAccepted: () => void): MendedFileActions {
  const [state, setState] = useState<MendedFile>({ step: "empty" });

  async function send([file]: File[]) {
    if (!file) return;
    const form = new FormData();
    form.append("file", file);
    const tell = (share: number) => setState({ step: "sending", name: file.name, share });
    tell(0);
    try {
      await upload<Job>(rejectsPath(id), form, (sent, total) => tell(sent / total)).accepted;
      setState({ step: "empty" });
      onAccepted();
    } catch (error) {
      setState({ step: "refused", error });
    }
  }

  return { state, send };
}
