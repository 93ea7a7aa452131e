import type { ActionEnum, JobBulkAnswer, JobBulkRequest } from "@/api/gen/types.gen";
import { send } from "@/api/http";
import { withQuery } from "@/api/query";
import type { Question } from "@/components/confirm-dialog";
import { text } from "@/text/text";
import { JOBS } from "./paths";
import type { Selection } from "./selection";
import { type JobFilters, jobQuery } from "./use-jobs";

export const ACTIONS: ActionEnum[] = ["retry", "cancel", "pause", "resume"];

type Asked = Pick<JobBulkRequest, "ids" | "filter">;

/** The jobs that are meant, as the server wants to be told. */
export function meant(selection: Selection, filters: JobFilters): Asked {
  return selection.all ? { filter: withQuery("", jobQuery(filters)).slice(1) } : { ids: [...selection.ids] };
}

/** How many jobs it would touch, and nothing is done. */
export async function countTouched(action: ActionEnum, jobs: Asked): Promise<number> {
  return (await ask({ action, ...jobs, dry_run: true })).count;
}

/** Does it, if it still touches as many as was said. */
export function actOn(action: ActionEnum, jobs: Asked, expected: number): Promise<JobBulkAnswer> {
  return ask({ action, ...jobs, expected });
}

function ask(request: JobBulkRequest): Promise<JobBulkAnswer> {
  return send<JobBulkAnswer>("POST", `${JOBS}bulk/`, request);
}

/** What is asked before: how many it touches, and how many of those selected it passes over. */
export function bulkQuestion(action: ActionEnum, touched: number, selection: Selection): Question {
  const words = text.jobs.selection;
  const jobs = words.jobs(touched);
  const others = selection.all ? 0 : selection.ids.size - touched;
  return {
    title: words.title[action](jobs),
    detail: [words.detail[action], ...(others > 0 ? [words.others(others)] : [])].join(" "),
    confirm: words.confirm[action](jobs),
    keep: words.keep,
    mild: action !== "cancel",
  };
}

/** What was done, and what was not. */
export function bulkOutcome(action: ActionEnum, { done, passed_over, left }: JobBulkAnswer): string {
  const words = text.jobs.selection;
  const parts = [words.done[action](words.jobs(done))];
  if (passed_over > 0) parts.push(words.movedOn(words.jobs(passed_over)));
  if (left > 0) parts.push(words.left(words.jobs(left)));
  return parts.join(" ");
}
