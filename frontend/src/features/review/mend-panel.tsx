import type { ImportJob } from "@/api/gen/types.gen";
import { RecordDesk } from "./record-desk";
import type { ReviewSearch } from "./review-search";

interface Props {
  job: ImportJob;
  search: ReviewSearch;
  onSearch: (search: ReviewSearch) => void;
}

/** The records that an import left out, mended here and merged into it. */
export function MendPanel({ job, search, onSearch }: Props) {
  return <RecordDesk job={job} query={{ outcome: "failed" }} search={search} onSearch={onSearch} />;
}
