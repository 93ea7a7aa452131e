import type { ImportJob } from "@/api/gen/types.gen";
import type { RecordQuery } from "@/api/records";
import { useRecordPages } from "@/api/use-record-pages";
import { Card } from "@/components/card";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import type { ReviewSearch } from "./review-search";

interface Props {
  job: ImportJob;
  query: RecordQuery;
  search: ReviewSearch;
  onSearch: (search: ReviewSearch) => void;
}

export function RecordDesk({ job, query }: Props) {
  const pages = useRecordPages(job.id, query, 0, 50);
  return (
    <Card flush>
      {pages.error && <ProblemNote error={pages.error} onRetry={() => void pages.reload()} />}
      {pages.count === undefined && !pages.error && <TableSkeleton lines={8} height={40} />}
    </Card>
  );
}
