import { Link } from "@tanstack/react-router";
import type { ImportJob } from "@/api/gen/types.gen";
import { DataTable } from "@/components/data-table";
import { StatusChip } from "@/components/status-chip";
import { When } from "@/components/when";
import { bytes, count, duration } from "@/text/format";
import { text } from "@/text/text";
import { chipOf, fitting, inside } from "./import-view";

interface Props {
  imports: ImportJob[];
  /** Only what tells one import from the next, where there is little room. */
  brief?: boolean;
  stale?: boolean;
}

/** Imports as lines: the file, how it went, how many rows, how long, when and by whom. */
export function ImportTable({ imports, brief = false, stale = false }: Props) {
  return (
    <DataTable label={text.history.table} stale={stale}>
      <thead>
        <tr>
          <th>{text.history.file}</th>
          <th>{text.history.status}</th>
          <th data-align="end" data-wide>
            {text.history.rows}
          </th>
          {!brief && (
            <th data-align="end" data-wide>
              {text.history.took}
            </th>
          )}
          <th data-align="end" data-wide>
            {text.history.when}
          </th>
        </tr>
      </thead>
      <tbody>
        {imports.map((job) => (
          <tr key={job.id}>
            <td>
              <Link to="/imports/$id" params={{ id: job.id }}>
                {job.file.name}
              </Link>
              <small>{[job.dataset, bytes(job.file.size)].filter(Boolean).join(" · ")}</small>
              <small data-narrow>
                <When at={job.created_at} />
              </small>
            </td>
            <td>
              <StatusChip status={chipOf(job)} dryRun={job.dry_run} />
              <small data-narrow>
                {rowsWords(job)} {wouldGoIn(job)}
              </small>
            </td>
            <td data-align="end" data-wide>
              {rowsWords(job)}
              <small>{wouldGoIn(job)}</small>
            </td>
            {!brief && (
              <td data-align="end" data-wide>
                {job.duration === null ? "–" : duration(job.duration)}
              </td>
            )}
            <td data-align="end" data-wide>
              <When at={job.created_at} />
              {!brief && job.created_by && <small>{job.created_by}</small>}
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

function rowsWords(job: ImportJob): string {
  if (job.total_rows === 0) return "–";
  return text.history.imported(count(job.dry_run ? fitting(job) : inside(job)), count(job.total_rows));
}

function wouldGoIn(job: ImportJob): string {
  return job.dry_run && job.total_rows > 0 ? text.history.wouldGoIn : "";
}
