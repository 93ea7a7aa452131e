import { useEffect, useState } from "react";
import type { Written } from "./params-form";

export interface FormDraft {
  written: Written;
  /** Writes into one control: a text, or what is to become of the one that stands there. */
  write: (name: string, said: string | ((now: string) => string)) => void;
  /** Whether what stands there was written before the page was read anew. */
  isRestored: boolean;
  /** Back to what stood there at first. */
  clear: () => void;
  /** It has been sent, and is not to come back. */
  forget: () => void;
}

/** What is written into a form, kept in this tab under a name, so that a reload or a look elsewhere costs nothing. */
export function useFormDraft(name: string, initial: Written): FormDraft {
  const key = `docprocessor-job-form:${name}`;
  const [kept] = useState(() => keptDraft(key, initial));
  const [written, setWritten] = useState<Written>({ ...initial, ...kept });
  const [isRestored, setRestored] = useState(kept !== null);
  const [isSent, setSent] = useState(false);

  const isChanged = Object.entries(written).some(([field, said]) => said !== initial[field]);
  useEffect(() => {
    keepDraft(key, isChanged && !isSent ? written : null);
  }, [key, written, isChanged, isSent]);

  return {
    written,
    write: (field, said) =>
      setWritten((now) => ({ ...now, [field]: typeof said === "string" ? said : said(now[field] ?? "") })),
    isRestored: isRestored && isChanged,
    clear: () => {
      setRestored(false);
      setWritten(initial);
    },
    forget: () => {
      keepDraft(key, null); // the page may be left before the effect comes
      setSent(true);
    },
  };
}

function keepDraft(key: string, written: Written | null) {
  try {
    if (written) sessionStorage.setItem(key, JSON.stringify(written));
    else sessionStorage.removeItem(key);
  } catch {
    // storage is blocked or full: the draft then lasts as long as the page
  }
}

/** What was kept of the controls that there are; null where nothing was, or it cannot be read. */
function keptDraft(key: string, initial: Written): Written | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
    if (typeof kept !== "object" || kept === null) return null;
    const known = Object.entries(kept).filter(
      ([field, said]) => field in initial && typeof said === "string",
    );
    return Object.fromEntries(known);
  } catch {
    return null; // written by somebody else: as good as nothing
  }
}
