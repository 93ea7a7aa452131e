import { Skeleton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Dataset, Field } from "@/api/gen/types.gen";
import { DownloadButton } from "@/components/download-button";
import { text } from "@/text/text";
import classes from "./dataset-expectations.module.css";
import { isRequired, keyOf, ruleWords, typeWords } from "./schema";

const SHAPE = ["40%", "88%", "76%", "92%", "81%", "45%", "84%", "79%"];

/** Beside the drop zone: what the chosen dataset wants of a file, or what happens without one. */
export function DatasetExpectations({
  dataset,
  isReading,
}: {
  dataset: Dataset | undefined;
  isReading: boolean;
}) {
  if (isReading) {
    return (
      <aside className={classes.panel} aria-busy="true" aria-label={text.loading}>
        <Skeleton height={20} width="70%" mb={20} />
        {SHAPE.map((width) => (
          <Skeleton key={width} height={14} width={width} mb={14} />
        ))}
      </aside>
    );
  }
  if (!dataset) {
    return (
      <aside className={classes.panel}>
        <h2 className={classes.title}>{text.import.newDataset}</h2>
        <p className={classes.words}>{text.import.newDatasetDetail}</p>
      </aside>
    );
  }
  const { schema } = dataset;
  const required = schema.fields.filter((field) => isRequired(field, schema));
  const optional = schema.fields.filter((field) => !isRequired(field, schema));
  return (
    <aside className={classes.panel}>
      <h2 className={classes.title}>{text.import.expects(dataset.title)}</h2>
      <h3 className={classes.group}>{text.import.required}</h3>
      {required.length > 0 ? (
        <Columns fields={required} keys={keyOf(schema)} />
      ) : (
        <p className={classes.words}>{text.import.noRequired}</p>
      )}
      {optional.length > 0 && (
        <>
          <h3 className={classes.group}>{text.import.optional}</h3>
          <Columns fields={optional} keys={[]} />
        </>
      )}
      <div className={classes.actions}>
        <DownloadButton href={dataset.links.template} size="xs">
          {text.import.template}
        </DownloadButton>
        <Link to="/datasets/$slug" params={{ slug: dataset.slug }} className={classes.link}>
          {text.import.openDataset}
        </Link>
      </div>
    </aside>
  );
}

function Columns({ fields, keys }: { fields: Field[]; keys: string[] }) {
  return (
    <ul className={classes.columns}>
      {fields.map((field) => (
        <li key={field.name} title={ruleWords(field).join(", ") || undefined}>
          <code>{field.name}</code>
          <span>
            {keys.includes(field.name)
              ? `${typeWords(field)} · ${text.datasets.schema.key}`
              : typeWords(field)}
          </span>
        </li>
      ))}
    </ul>
  );
}
