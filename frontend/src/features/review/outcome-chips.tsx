import { memo } from "react";
import type { ImportJob } from "@/api/gen/types.gen";
import type { RecordOutcome } from "@/api/records";
import { FilterChips } from "@/components/filter-chips";
import { text } from "@/text/text";
import { outcomeOf, type ReviewSearch, type Scope, withEdited, withOutcome } from "./review-search";

interface Props {
  job: ImportJob;
  edited: number;
  scope: Scope;
  search: ReviewSearch;
  onSearch: (search: ReviewSearch) => void;
}

const ALL = "all";
const EDITED = "edited";

/** How many rows would come to what; each opens those rows. */
export const OutcomeChips = memo(function OutcomeChips({ job, edited, scope, search, onSearch }: Props) {
  const counts: [RecordOutcome, number][] = [
    ["inserted", job.inserted_rows],
    ["updated", job.updated_rows],
    ["unchanged", job.unchanged_rows],
    ["skipped", job.skipped_rows],
    ["failed", job.failed_rows],
    ["unprocessed", job.unprocessed_rows],
  ];
  const chosen = search.edited ? EDITED : (outcomeOf(search, scope) ?? ALL);
  return (
    <FilterChips
      label={text.review.outcomesLabel}
      choices={[
        { value: ALL, label: text.review.all(job.total_rows) },
        ...counts
          .filter(([outcome, rows]) => rows > 0 || outcome === chosen)
          .map(([outcome, rows]) => ({ value: outcome, label: text.review.outcomes[outcome](rows) })),
        ...(edited > 0 || chosen === EDITED
          ? [{ value: EDITED, label: text.review.editedRows(edited) }]
          : []),
      ]}
      value={chosen}
      onChange={(value) =>
        onSearch(
          value === EDITED
            ? withEdited(search, true)
            : withOutcome(search, value === ALL ? undefined : (value as RecordOutcome)),
        )
      }
    />
  );
});
