import type { ImportJob } from "@/api/gen/types.gen";
import { RecordDesk } from "./record-desk";
import type { ReviewSearch } from "./review-search";

interface Props {
  job: ImportJob;
  search: ReviewSearch;
  onSearch: (search: ReviewSearch) => void;
}

/** An ended dry run, looked through record by record and mended before it is imported. */
export function ReviewPanel({ job, search, onSearch }: Props) {
  return <RecordDesk job={job} query={{}} search={search} onSearch={onSearch} />;
}
