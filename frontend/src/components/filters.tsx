import { NativeSelect, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./filters.module.css";
import { useDraft } from "./use-draft";

export interface Choice {
  value: string;
  label: string;
  /** How many it would keep; undefined until that is known, and not there where it is not asked. */
  count?: number | undefined;
}

/** The row of controls above a list. */
export function Filters({ children }: { children: ReactNode }) {
  return <search className={classes.filters}>{children}</search>;
}

interface SelectProps {
  label: string;
  any: string;
  choices: Choice[];
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

export function FilterSelect({ label, any, choices, value, onChange }: SelectProps) {
  return (
    <NativeSelect
      className={classes.select}
      aria-label={label}
      value={value ?? ""}
      data={[{ value: "", label: any }, ...choices]}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}

/** A day, as `2026-03-04`. */
export function FilterDate({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  return (
    <TextInput
      type="date"
      className={classes.date}
      aria-label={label}
      title={label}
      leftSection={<span aria-hidden>{label}</span>}
      leftSectionWidth={54}
      value={value ?? ""}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}

export function FilterSearch({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const [draft, setDraft] = useDraft(value ?? "", (typed) => onChange(typed || undefined));
  return (
    <TextInput
      className={classes.search}
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} stroke={1.8} aria-hidden />}
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
    />
  );
}
