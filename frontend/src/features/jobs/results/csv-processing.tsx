import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { DataTable } from "@/components/data-table";
import { Facts } from "@/components/facts";
import { count } from "@/text/format";
import { text } from "@/text/text";
import classes from "../part.module.css";
import type { Drawn } from "./drawn";
import { figure } from "./figure";
import { Histogram, type Spread } from "./histogram";
import tables from "./tables.module.css";

type Source = { made?: boolean; upload?: string; name?: string; dataset?: string };

interface ColumnStatistics {
  name: string;
  count: unknown;
  /** Cells that hold something else than a number. */
  others?: number;
  sum: unknown;
  average: unknown;
  min: unknown;
  max: unknown;
  histogram?: Spread | null;
}

/** The statistics of a table's columns that hold numbers, and whose table it was. */
export function CsvProcessingResult({ result }: Drawn) {
  const words = text.tasks.statistics;
  const columns = (result.columns ?? []) as ColumnStatistics[];
  return (
    <>
      <Facts
        narrow
        facts={[
          { name: words.source, value: sourceWords((result.source ?? {}) as Source) },
          { name: words.rows, value: figure(result.rows) },
        ]}
      />
      {columns.length === 0 ? (
        <p className={classes.quiet}>{words.noNumbers}</p>
      ) : (
        <div className={tables.edge} data-tall={columns.length > MANY || undefined}>
          <StatisticsTable columns={columns} />
        </div>
      )}
    </>
  );
}

function sourceWords({ dataset, upload, name }: Source): ReactNode {
  if (dataset)
    return (
      <Link className={classes.link} to="/datasets/$slug" params={{ slug: dataset }}>
        {dataset}
      </Link>
    );
  return upload ? text.tasks.statistics.file(name ?? "") : text.tasks.statistics.made;
}

/** More columns than the drawer should be filled with. */
const MANY = 8;

const FIGURES = ["count", "sum", "average", "min", "max"] as const;

/** On a phone the figures stand below their column's name. */
function StatisticsTable({ columns }: { columns: ColumnStatistics[] }) {
  const words = text.tasks.statistics;
  return (
    <DataTable label={words.table}>
      <thead>
        <tr>
          <th>{words.column}</th>
          {FIGURES.map((name) => (
            <th key={name} data-align="end" data-wide>
              {words[name]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {columns.map((column) => (
          <tr key={column.name}>
            <th scope="row" className={tables.named}>
              {column.name}
              {column.histogram && <Histogram column={column.name} spread={column.histogram} />}
              <div data-narrow className={tables.figures}>
                <Facts
                  narrow
                  facts={FIGURES.map((name) => ({ name: words[name], value: figure(column[name]) }))}
                />
                <Others of={column} />
              </div>
            </th>
            {FIGURES.map((name) => (
              <td key={name} data-align="end" data-wide>
                {figure(column[name])}
                {name === "count" && <Others of={column} />}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

function Others({ of: { others } }: { of: ColumnStatistics }) {
  return others ? <small>{text.tasks.statistics.others(count(others))}</small> : null;
}
