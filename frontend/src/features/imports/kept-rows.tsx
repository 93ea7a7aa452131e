import { Link } from "@tanstack/react-router";
import type { KeptRow } from "@/api/gen/types.gen";
import { usePages } from "@/api/use-pages";
import { Card } from "@/components/card";
import { DataTable } from "@/components/data-table";
import { LoadMore } from "@/components/load-more";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { count } from "@/text/format";
import { text } from "@/text/text";
import { keptPath } from "./paths";

/** The rows that an undo left as they are, and what has changed them since. */
export function KeptRows({ id }: { id: string }) {
  const kept = usePages<KeptRow>(keptPath(id));
  return (
    <Card flush title={text.undo.keptTitle}>
      {kept.error && <ProblemNote error={kept.error} onRetry={() => void kept.reload()} />}
      {!kept.rows && !kept.error && <TableSkeleton />}
      {kept.rows && (
        <DataTable label={text.undo.keptTable} stale={kept.isChanging}>
          <thead>
            <tr>
              <th data-align="end">{text.undo.row}</th>
              <th>{text.undo.key}</th>
              <th>{text.undo.why}</th>
            </tr>
          </thead>
          <tbody>
            {kept.rows.map((row) => (
              <tr key={`${row.row} ${JSON.stringify(row.key)}`}>
                <td data-align="end">{row.row == null ? "–" : count(row.row)}</td>
                <td>{keyWords(row)}</td>
                <td>
                  <span lang="en">{row.message}</span>{" "}
                  {row.changed_by && (
                    <Link to="/imports/$id" params={{ id: row.changed_by }}>
                      {text.undo.openChanger}
                    </Link>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </DataTable>
      )}
      <LoadMore hasMore={kept.hasMore} isLoading={kept.isLoadingMore} onLoad={kept.loadMore} />
    </Card>
  );
}

/** "customer_id C-00012". */
function keyWords({ key }: KeptRow): string {
  const parts = Object.entries(key).map(([field, value]) => `${field} ${value ?? "–"}`);
  return parts.join(", ") || "–";
}
