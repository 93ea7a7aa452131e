import type { IssueGroup } from "@/api/gen/types.gen";
import { faultName } from "@/text/fault-name";
import { count } from "@/text/format";
import { text } from "@/text/text";
import classes from "./fault-groups.module.css";
import type { FaultFilter } from "./use-faults";

interface Props {
  groups: IssueGroup[];
  filter: FaultFilter;
  onFilter: (filter: FaultFilter) => void;
}

/** The kinds of fault with their counts; one click shows only those rows, another shows all. */
export function FaultGroups({ groups, filter, onFilter }: Props) {
  const all = groups.reduce((sum, group) => sum + group.count, 0);
  const unfiltered = !filter.code && !filter.column;
  return (
    <ul className={classes.groups} aria-label={text.faults.groups}>
      <li>
        <button
          type="button"
          className={classes.group}
          aria-pressed={unfiltered}
          onClick={() => onFilter({})}
        >
          <span>{text.faults.all}</span>
          <b>{count(all)}</b>
        </button>
      </li>
      {groups.map(({ code, column, count: faults }) => {
        const chosen = filter.code === code && (filter.column ?? "") === column;
        return (
          <li key={`${code} ${column}`}>
            <button
              type="button"
              className={classes.group}
              aria-pressed={chosen}
              onClick={() => onFilter(chosen ? {} : { code, column: column || undefined })}
            >
              <span>
                {faultName(code)} {column && <i>{column}</i>}
              </span>
              <b>{count(faults)}</b>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
