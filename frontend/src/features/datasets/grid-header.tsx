import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import type { Field } from "@/api/gen/types.gen";
import { useDraft } from "@/components/use-draft";
import { text } from "@/text/text";
import { alignment } from "./grid-columns";
import {
  EMPTY,
  filterText,
  NOT_EMPTY,
  type RowSearch,
  type SortDirection,
  sortOf,
  withFilter,
  withNextSort,
} from "./row-query";
import classes from "./rows-grid.module.css";
import { isOrdered, titleOf } from "./schema";

interface Props {
  field: Field;
  search: RowSearch;
  onSearch: (search: RowSearch) => void;
}

const ARROWS = { ascending: IconArrowUp, descending: IconArrowDown, none: IconArrowsSort } satisfies Record<
  SortDirection,
  unknown
>;

/** The head of a column: its title sorts, the box below it filters. */
export function GridHeader({ field, search, onSearch }: Props) {
  const sort = sortOf(search, field.name);
  const Arrow = ARROWS[sort];
  return (
    <th scope="col" aria-sort={sort} className={classes.head} data-align={alignment(field)}>
      <button
        type="button"
        className={classes.sort}
        data-sorted={sort !== "none" || undefined}
        title={text.rowsGrid.sortBy(titleOf(field))}
        onClick={() => onSearch(withNextSort(search, field.name))}
      >
        <span>{titleOf(field)}</span>
        <Arrow size={14} stroke={2} aria-hidden />
      </button>
      <ColumnFilter
        field={field}
        value={filterText(search, field.name)}
        onChange={(typed) => onSearch(withFilter(search, field.name, typed))}
      />
    </th>
  );
}

function ColumnFilter({
  field,
  value,
  onChange,
}: {
  field: Field;
  value: string;
  onChange: (typed: string) => void;
}) {
  const [draft, setDraft] = useDraft(value, onChange);
  const label = text.rowsGrid.filterBy(titleOf(field));
  const choices = choicesOf(field);
  // what somebody wrote into the address may be none of them
  if (choices && (value === "" || choices.some((choice) => choice.value === value))) {
    return (
      <select
        className={classes.filter}
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        <option value="">{text.rowsGrid.any}</option>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      className={classes.filter}
      aria-label={label}
      placeholder={placeholder(field)}
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
    />
  );
}

/** The values that a column can have, where they are few and known. */
function choicesOf(field: Field): { value: string; label: string }[] | undefined {
  const empty = [
    { value: EMPTY, label: text.rowsGrid.isEmpty },
    { value: NOT_EMPTY, label: text.rowsGrid.isNotEmpty },
  ];
  if (field.type === "boolean") {
    return [
      { value: "true", label: text.rowsGrid.yes },
      { value: "false", label: text.rowsGrid.no },
      ...empty,
    ];
  }
  const allowed = field.constraints?.enum?.map(String);
  return allowed && [...allowed.map((choice) => ({ value: `=${choice}`, label: choice })), ...empty];
}

function placeholder(field: Field): string {
  if (field.type === "date" || field.type === "datetime") return text.rowsGrid.dateRange;
  return isOrdered(field) ? text.rowsGrid.range : text.rowsGrid.contains;
}
