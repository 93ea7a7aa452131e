import useSWR from "swr";
import type { ApiKey, ApiKeyCreated, ScopeEnum } from "@/api/gen/types.gen";
import { get, type Page, send } from "@/api/http";

const KEYS = "/api/keys/";

/** From the least to the most that a key may do. */
export const SCOPES: ScopeEnum[] = ["read", "write", "admin"];

export interface NewKey {
  name: string;
  scopes: ScopeEnum[];
  expires_at?: string;
}

export function useKeys() {
  const { data, error, mutate } = useSWR<Page<ApiKey>, Error>(`${KEYS}?limit=200`, get);
  return {
    keys: data?.results,
    error,
    reload: () => void mutate(),
    create: async (wanted: NewKey) => {
      const created = await send<ApiKeyCreated>("POST", KEYS, wanted);
      await mutate();
      return created;
    },
    revoke: async (id: string) => {
      await send("DELETE", `${KEYS}${id}/`);
      await mutate();
    },
  };
}
