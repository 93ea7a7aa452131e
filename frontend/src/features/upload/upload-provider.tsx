import { createContext, type ReactNode, useContext } from "react";
import { type UploadActions, useUpload } from "./use-upload";

const Current = createContext<UploadActions | null>(null);

/** Holds the file on its way above the pages, so that it goes on while one looks at others. */
export function UploadProvider({ limit, children }: { limit: number | undefined; children: ReactNode }) {
  return <Current value={useUpload(limit)}>{children}</Current>;
}

export function useCurrentUpload(): UploadActions {
  const upload = useContext(Current);
  if (!upload) throw new Error("useCurrentUpload needs an UploadProvider above it.");
  return upload;
}
