import { Link } from "@tanstack/react-router";
import { Card } from "@/components/card";
import { EmptyState } from "@/components/empty-state";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import { ImportTable } from "./import-table";
import { useImports } from "./use-imports";

/** The last few imports, below the drop zone. */
export function RecentImports() {
  const { rows, error, reload } = useImports({}, 5);
  const all = (
    <Link to="/imports" style={{ color: "var(--accent-ink)" }}>
      {text.import.allImports}
    </Link>
  );
  return (
    <Card flush title={text.import.recent} aside={rows && rows.length > 0 && all}>
      {error && !rows && <ProblemNote error={error} onRetry={() => void reload()} />}
      {!rows && !error && <TableSkeleton lines={5} height={62} />}
      {rows?.length === 0 && <EmptyState title={text.import.noRecent} />}
      {rows && rows.length > 0 && <ImportTable brief imports={rows} />}
    </Card>
  );
}
