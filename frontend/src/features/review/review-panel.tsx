import type { ImportJob } from "@/api/gen/types.gen";
import { RecordDesk } from "./record-desk";
import { ReviewFooter } from "./review-footer";
import type { ReviewSearch } from "./review-search";

interface Props {
  job: ImportJob;
  search: ReviewSearch;
  onSearch: (search: ReviewSearch) => void;
}

/** An ended dry run, looked through record by record and mended before it is imported. */
export function ReviewPanel({ job, search, onSearch }: Props) {
  return (
    <RecordDesk
      job={job}
      scope={{ only: null, hasFailed: job.failed_rows > 0 }}
      search={search}
      onSearch={onSearch}
      footer={({ summary, sending }) =>
        summary && <ReviewFooter job={job} summary={summary} isSaving={sending.outbox.state === "sending"} />
      }
    />
  );
}
