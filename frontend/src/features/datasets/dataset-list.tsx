import { Link } from "@tanstack/react-router";
import { useDatasets } from "@/api/use-datasets";
import { ButtonLink } from "@/components/button-link";
import { Card } from "@/components/card";
import { EmptyState } from "@/components/empty-state";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { ago } from "@/text/format";
import { text } from "@/text/text";
import classes from "./dataset-list.module.css";

export function DatasetList() {
  const { data, error, reload } = useDatasets();
  if (!data) {
    return (
      <Card flush>
        {error ? <ProblemNote error={error} onRetry={reload} /> : <TableSkeleton lines={4} height={76} />}
      </Card>
    );
  }
  if (data.length === 0) {
    return (
      <Card>
        <EmptyState title={text.datasets.empty} detail={text.datasets.emptyDetail}>
          <ButtonLink to="/datasets/new-dataset" variant="default">
            {text.newDataset.byHand}
          </ButtonLink>
          <ButtonLink to="/">{text.newDataset.fromFile}</ButtonLink>
        </EmptyState>
      </Card>
    );
  }
  return (
    <ul className={classes.list}>
      {data.map((dataset) => (
        <li key={dataset.slug} className={classes.item}>
          <Link to="/datasets/$slug" params={{ slug: dataset.slug }} className={classes.title}>
            {dataset.title}
          </Link>
          {dataset.description && <p className={classes.words}>{dataset.description}</p>}
          <p className={classes.counts}>
            <b>{text.datasets.rowCount(dataset.row_count, dataset.row_count_estimated)}</b>
            <span>{text.datasets.fields(dataset.schema.fields.length)}</span>
            <span>{text.datasets.updated(ago(dataset.updated_at))}</span>
          </p>
        </li>
      ))}
    </ul>
  );
}
