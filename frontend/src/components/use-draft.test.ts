import { act, renderHook } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { useDraft } from "./use-draft";

it("hands on what was typed once the typing pauses", () => {
  vi.useFakeTimers();
  const settled = vi.fn();
  const { result } = renderHook(() => useDraft("", settled));
  act(() => result.current[1]("a"));
  act(() => void vi.advanceTimersByTime(200));
  act(() => result.current[1]("ab"));
  act(() => void vi.advanceTimersByTime(400));
  expect(settled.mock.calls).toEqual([["ab"]]);
});

it("keeps letters typed while its own word comes back", () => {
  vi.useFakeTimers();
  const { result, rerender } = renderHook(({ value }) => useDraft(value, () => {}), {
    initialProps: { value: "" },
  });
  act(() => result.current[1]("ab"));
  act(() => void vi.advanceTimersByTime(400));
  act(() => result.current[1]("abc"));
  rerender({ value: "ab" });
  expect(result.current[0]).toBe("abc");
});

it("takes a change from outside", () => {
  const { result, rerender } = renderHook(({ value }) => useDraft(value, () => {}), {
    initialProps: { value: "a" },
  });
  rerender({ value: "" });
  expect(result.current[0]).toBe("");
});
