import { fieldErrors } from "@/api/problem";
import type { SchemaDraft } from "./schema-draft";

/** What the server says against a schema, each at its place. */
export interface SchemaErrors {
  /** By the id of the field, then by its part. */
  fields: Record<string, Record<string, string>>;
  missing: string | undefined;
  /** Whether something was said that has no place here. */
  isElsewhere: boolean;
}

export const NO_ERRORS: SchemaErrors = { fields: {}, missing: undefined, isElsewhere: false };

const IN_FIELD = /^schema\.fields\.(\d+)(?:\.(?:constraints\.)?(\w+))?/;

/** Sorts a refusal of the schema that a draft said: `schema.fields.2.constraints.pattern` is about its third field. */
export function schemaErrors(error: unknown, sent: SchemaDraft): SchemaErrors {
  const said = Object.entries(fieldErrors(error));
  const errors: SchemaErrors = { fields: {}, missing: undefined, isElsewhere: said.length === 0 };
  for (const [path, message] of said) {
    const [, place, part = "name"] = IN_FIELD.exec(path) ?? [];
    const field = sent.fields[Number(place)];
    if (field) errors.fields[field.id] = { ...errors.fields[field.id], [part]: message };
    else if (path.startsWith("schema.missingValues")) errors.missing = message;
    else errors.isElsewhere = true;
  }
  return errors;
}
