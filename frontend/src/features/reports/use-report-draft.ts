import { useEffect, useEffectEvent, useRef, useState } from "react";
import { type Draft, draftOf, draftText, emptyDraft, isUntouched, sampleDraft } from "./draft";

const PAUSE_MS = 400;

/** What the form began with. */
type Begun = "empty" | "kept" | "sample";

export interface DraftReading {
  draft: Draft;
  begun: Begun;
  /** There was no room to keep it. */
  isHomeless: boolean;
  change: (part: Partial<Draft>) => void;
  startWith: (begun: "empty" | "sample") => void;
  /** It has become a report: it is not kept any more. */
  forget: () => void;
}

/**
 * A report that is being written, kept in this tab for its `owner` until it is made or the owner signs out; a reload
 * finds it again.
 */
export function useReportDraft(owner: string, wantsSample: boolean): DraftReading {
  const place = `docprocessor-report-draft:${owner}`;
  const [{ draft, begun }, setState] = useState(() => beginning(place, wantsSample));
  const [isHomeless, setHomeless] = useState(false);
  const isKeeping = useRef(true);
  const isChanged = useRef(false);

  const keep = useEffectEvent(() => {
    // what has been kept is not kept once more: whoever signs out leaves the page after it was forgotten
    if (!isKeeping.current || !isChanged.current) return;
    isChanged.current = false;
    setHomeless(!kept(place, draft));
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: kept once more whenever it has changed
  useEffect(() => {
    const timer = setTimeout(() => keep(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  useEffect(() => {
    // what was written in the last moment before the page is left
    const onHide = () => keep();
    window.addEventListener("pagehide", onHide);
    return () => {
      window.removeEventListener("pagehide", onHide);
      onHide();
    };
  }, []);

  return {
    draft,
    begun,
    isHomeless,
    change: (part) => {
      isChanged.current = true;
      setState((now) => ({ ...now, draft: { ...now.draft, ...part } }));
    },
    startWith: (wanted) => {
      isChanged.current = true;
      setState({ draft: wanted === "sample" ? sampleDraft() : emptyDraft(), begun: wanted });
    },
    forget: () => {
      isKeeping.current = false;
      kept(place, emptyDraft());
    },
  };
}

function beginning(place: string, wantsSample: boolean): { draft: Draft; begun: Begun } {
  const found = read(place);
  if (found) return { draft: found, begun: "kept" };
  return wantsSample ? { draft: sampleDraft(), begun: "sample" } : { draft: emptyDraft(), begun: "empty" };
}

function read(place: string): Draft | undefined {
  try {
    return draftOf(sessionStorage.getItem(place) ?? "");
  } catch {
    return undefined; // storage is blocked: `kept` says so once there is something to lose
  }
}

/** Whether it is kept, or there is nothing to keep. */
function kept(place: string, draft: Draft): boolean {
  try {
    if (isUntouched(draft)) sessionStorage.removeItem(place);
    else sessionStorage.setItem(place, draftText(draft));
    return true;
  } catch {
    return isUntouched(draft);
  }
}
