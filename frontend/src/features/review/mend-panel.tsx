import type { ImportJob } from "@/api/gen/types.gen";
import { MendFooter } from "./mend-footer";
import { RecordDesk } from "./record-desk";
import type { ReviewSearch } from "./review-search";

interface Props {
  job: ImportJob;
  search: ReviewSearch;
  onSearch: (search: ReviewSearch) => void;
}

/** The records that an import left out, mended here and merged into it. */
export function MendPanel({ job, search, onSearch }: Props) {
  return (
    <RecordDesk
      job={job}
      scope={{ only: "failed", hasFailed: true }}
      search={search}
      onSearch={onSearch}
      footer={({ summary, sending }) =>
        summary && <MendFooter job={job} summary={summary} isSaving={sending.outbox.state === "sending"} />
      }
    />
  );
}
