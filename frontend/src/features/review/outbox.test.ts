import { expect, test } from "vitest";
import { accepted, answered, EMPTY, refused, unconfirmed } from "./outbox";
import type { RecordChange } from "./record-edits";

const edit = (row: number, email: string): RecordChange => ({ row, cells: { email } });

test("what comes while a request is under way goes with the next one", () => {
  const first = accepted(EMPTY, [edit(1, "a")]);
  const busy = accepted(accepted(first, [edit(2, "b")]), [edit(2, "c")]);
  expect(busy).toMatchObject({ state: "sending", sent: [edit(1, "a")], waiting: [edit(2, "c")] });
  expect([...unconfirmed(busy).values()]).toEqual([edit(1, "a"), edit(2, "c")]);
  const second = answered(busy);
  expect(second).toMatchObject({ sent: [edit(2, "c")], waiting: [] });
  expect(answered(second)).toBe(EMPTY);
});

test("what the server does not take comes back with its sentence, and what came after it is sent", () => {
  const busy = accepted(accepted(EMPTY, [edit(1, "a")]), [edit(2, "b")]);
  const next = refused(busy, "It is imported already.", false);
  expect(next).toMatchObject({ state: "sending", sent: [edit(2, "b")] });
  const ended = answered(next);
  expect(ended).toMatchObject({ state: "refused", why: "It is imported already.", again: false });
  expect(unconfirmed(ended).size).toBe(0);
});

test("what a lost line held up stays in sight and goes with the next change", () => {
  const held = refused(accepted(EMPTY, [edit(1, "a")]), "No answer.", true);
  expect([...unconfirmed(held).values()]).toEqual([edit(1, "a")]);
  expect(accepted(held, [edit(2, "b")])).toMatchObject({ sent: [edit(1, "a"), edit(2, "b")] });
});

test("no request carries more records than the server takes", () => {
  const many = Array.from({ length: 1500 }, (_, row) => edit(row, "x"));
  const first = accepted(EMPTY, many);
  expect(first).toMatchObject({ sent: { length: 1000 }, waiting: { length: 500 } });
  expect(answered(first)).toMatchObject({ sent: { length: 500 } });
});
