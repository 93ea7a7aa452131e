import { Card } from "@/components/card";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { GateCard } from "./gate-card";
import { IngestForm } from "./ingest-form";
import { LineCard } from "./line-card";
import classes from "./line-desk.module.css";
import type { LineReading } from "./use-line";

interface Props {
  reading: LineReading;
  onSent: (ingestion: string) => void;
}

/** The door for ids, the gate behind it, and the line before that. */
export function LineDesk({ reading, onSent }: Props) {
  const { line, error, reload } = reading;
  return (
    <div className={classes.desk}>
      <div className={classes.side}>
        <IngestForm onSent={onSent} />
        {line && <GateCard line={line} />}
      </div>
      {line ? (
        <LineCard line={line} />
      ) : (
        <Card flush>
          {error ? <ProblemNote error={error} onRetry={() => void reload()} /> : <TableSkeleton lines={8} />}
        </Card>
      )}
    </div>
  );
}
