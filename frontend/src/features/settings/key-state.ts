import type { ApiKey } from "@/api/gen/types.gen";

export type KeyState = "active" | "revoked" | "expired";

export function keyState(key: Pick<ApiKey, "revoked_at" | "expires_at">, now: number = Date.now()): KeyState {
  if (key.revoked_at) return "revoked";
  return key.expires_at && Date.parse(key.expires_at) <= now ? "expired" : "active";
}

/** A day chosen in a date box lasts to its end, in the reader's own time zone. */
export function endOfDay(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString();
}
