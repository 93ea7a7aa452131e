import { Link } from "@tanstack/react-router";
import type { ImportJob } from "@/api/gen/types.gen";
import { DataTable } from "@/components/data-table";
import { StatusChip } from "@/components/status-chip";
import { When } from "@/components/when";
import { bytes, count, duration } from "@/text/format";
import { text } from "@/text/text";
import classes from "./import-table.module.css";
import { chipOf, fitting, inside } from "./import-view";

interface Props {
  imports: ImportJob[];
  /** Only what tells one import from the next, where there is little room. */
  brief?: boolean;
  stale?: boolean;
}

/** Imports as lines: the file, how it went, how many rows, how, how long, when and by whom. On a phone, each is a card. */
export function ImportTable({ imports, brief = false, stale = false }: Props) {
  const words = text.history;
  return (
    <div className={classes.table}>
      <DataTable label={words.table} stale={stale}>
        <thead>
          <tr>
            <th>{words.file}</th>
            <th>{words.status}</th>
            <th data-align="end">{words.rows}</th>
            {!brief && <th>{words.mode}</th>}
            {!brief && <th data-align="end">{words.took}</th>}
            <th data-align="end">{words.when}</th>
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
              </td>
              <td data-label={words.status}>
                <StatusChip status={chipOf(job)} dryRun={job.dry_run} />
              </td>
              <td data-align="end" data-label={words.rows}>
                {rowsWords(job)} <small>{besides(job)}</small>
              </td>
              {!brief && <td data-label={words.mode}>{text.details.modes[job.mode] ?? job.mode}</td>}
              {!brief && (
                <td data-align="end" data-label={words.took}>
                  {job.duration === null ? "–" : duration(job.duration)}
                </td>
              )}
              <td data-align="end" data-label={words.when}>
                <When at={job.created_at} />
                {!brief && job.created_by && <small>{job.created_by}</small>}
              </td>
            </tr>
          ))}
        </tbody>
      </DataTable>
    </div>
  );
}

function rowsWords(job: ImportJob): string {
  if (job.total_rows === 0) return "–";
  return text.history.imported(count(job.dry_run ? fitting(job) : inside(job)), count(job.total_rows));
}

/** What the count alone would not say. */
function besides(job: ImportJob): string {
  if (job.dry_run) return job.total_rows > 0 ? text.history.wouldGoIn : "";
  return job.failed_rows > 0 ? text.history.leftOut(job.failed_rows) : "";
}
