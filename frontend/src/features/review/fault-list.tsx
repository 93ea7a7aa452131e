import { NativeSelect } from "@mantine/core";
import { IconCircleCheckFilled } from "@tabler/icons-react";
import { memo } from "react";
import type { EditGroup, EditSummary } from "@/api/gen/types.gen";
import { faultName } from "@/text/fault-name";
import { count } from "@/text/format";
import { text } from "@/text/text";
import classes from "./fault-list.module.css";
import { type ReviewSearch, withEdited, withGroup } from "./review-search";

interface Props {
  summary: EditSummary;
  search: ReviewSearch;
  onSearch: (search: ReviewSearch) => void;
}

/** The kinds of fault with what is left of each to mend; one click shows only those rows. */
export const FaultList = memo(function FaultList({ summary, search, onSearch }: Props) {
  const groups = summary.groups.toSorted((one, other) => other.count - one.count);
  const chosen = groups.find((group) => isChosen(group, search));
  if (groups.length === 0) return null;
  return (
    <>
      <NativeSelect
        className={classes.select}
        aria-label={text.review.groups}
        value={chosen ? keyOf(chosen) : ""}
        data={[
          { value: "", label: text.review.groupChoice(text.review.allFaults, "", summary.open) },
          ...groups.map((group) => ({
            value: keyOf(group),
            label: text.review.groupChoice(faultName(group.code), group.column, group.open),
          })),
        ]}
        onChange={(event) => {
          const key = event.currentTarget.value;
          onSearch(withKind(search, groups.find((group) => keyOf(group) === key) ?? null));
        }}
      />
      <ul className={classes.list} aria-label={text.review.groups}>
        <li>
          <button
            type="button"
            className={classes.group}
            aria-pressed={!search.code && !search.edited && !search.outcome}
            onClick={() => onSearch(withKind(search, null))}
          >
            <span className={classes.name}>{text.review.allFaults}</span>
            <Left open={summary.open} />
          </button>
        </li>
        {groups.map((group) => (
          <li key={keyOf(group)}>
            <button
              type="button"
              className={classes.group}
              aria-pressed={group === chosen}
              onClick={() => onSearch(withKind(search, group === chosen ? null : group))}
            >
              <span className={classes.name}>
                {faultName(group.code)}
                {group.column && <small>{group.column}</small>}
              </span>
              <Left open={group.open} />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
});

/** A kind that only edits brought in is not among what the check refused. */
function withKind(search: ReviewSearch, group: EditGroup | null): ReviewSearch {
  return group?.count === 0 ? withEdited(search, true) : withGroup(search, group);
}

export function isChosen(group: EditGroup, search: ReviewSearch): boolean {
  return group.code === search.code && group.column === (search.column ?? "");
}

/** How many rows are left to mend, or a tick. */
function Left({ open }: { open: number }) {
  if (open > 0) {
    return (
      <b className={classes.open} title={text.review.openRows(open)}>
        {count(open)}
      </b>
    );
  }
  return (
    <span className={classes.mended}>
      <IconCircleCheckFilled size={16} aria-hidden />
      <span className={classes.spoken}>{text.review.allMended}</span>
    </span>
  );
}

function keyOf({ code, column }: EditGroup): string {
  return `${code} ${column}`;
}
