import type { TableSchema } from "@/api/gen/types.gen";
import { DataTable } from "@/components/data-table";
import { text } from "@/text/text";
import { keyOf, ruleWords, titleOf, typeWords } from "./schema";
import classes from "./schema-table.module.css";

/** What a valid row is: columns, types, rules, key. */
export function SchemaTable({ schema }: { schema: TableSchema }) {
  const words = text.datasets.schema;
  const keys = keyOf(schema);
  return (
    <>
      <DataTable label={words.table}>
        <thead>
          <tr>
            <th>{words.name}</th>
            <th>{words.type}</th>
            <th>{words.rules}</th>
          </tr>
        </thead>
        <tbody>
          {schema.fields.map((field) => (
            <tr key={field.name}>
              <td>
                <code className={classes.name}>{field.name}</code>
                {keys.includes(field.name) && <span className={classes.key}>{words.key}</span>}
                {titleOf(field) !== field.name && <small>{titleOf(field)}</small>}
              </td>
              <td>{typeWords(field)}</td>
              <td className={classes.rules}>{ruleWords(field).join(" · ") || words.none}</td>
            </tr>
          ))}
        </tbody>
      </DataTable>
      {schema.missingValues && (
        <p className={classes.missing}>
          {words.missing}: {schema.missingValues.map((value) => value || words.blank).join(", ")}
        </p>
      )}
    </>
  );
}
