import type { ApiKey } from "@/api/gen/types.gen";
import { ConfirmButton } from "@/components/confirm-button";
import { DataTable } from "@/components/data-table";
import { When } from "@/components/when";
import { day } from "@/text/format";
import { text } from "@/text/text";
import { keyState } from "./key-state";
import classes from "./key-table.module.css";
import { SCOPES } from "./use-keys";

export function KeyTable({ keys, onRevoke }: { keys: ApiKey[]; onRevoke: (id: string) => Promise<void> }) {
  return (
    <DataTable label={text.settings.table}>
      <thead>
        <tr>
          <th>{text.settings.name}</th>
          <th data-wide>{text.settings.key}</th>
          <th data-wide>{text.settings.scopes}</th>
          <th data-wide>{text.settings.lastUsed}</th>
          <th>{text.settings.state}</th>
          <th data-align="end">
            <span data-spoken>{text.jobs.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key.id}>
            <td>
              <b className={classes.name}>{key.name}</b>
              <small>
                {text.settings.made} <When at={key.created_at} />
              </small>
            </td>
            <td data-wide>
              <code>{key.prefix}…</code>
            </td>
            <td data-wide>
              {SCOPES.filter((scope) => key.scopes.includes(scope))
                .map((scope) => text.settings.scopeNames[scope] ?? scope)
                .join(", ")}
            </td>
            <td data-wide>{key.last_used_at ? <When at={key.last_used_at} /> : text.settings.never}</td>
            <td>
              {text.settings[keyState(key)]}
              {key.expires_at && <small>{`${text.settings.expires} ${day(key.expires_at)}`}</small>}
            </td>
            <td data-align="end">{!key.revoked_at && <Revoke apiKey={key} onRevoke={onRevoke} />}</td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

function Revoke({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: (id: string) => Promise<void> }) {
  return (
    <ConfirmButton
      size="xs"
      aria-label={text.settings.revokeOf(apiKey.name)}
      question={{
        title: text.settings.revokeTitle(apiKey.name),
        detail: text.settings.revokeDetail,
        confirm: text.settings.revokeConfirm,
        keep: text.settings.revokeKeep,
      }}
      onConfirm={() => onRevoke(apiKey.id)}
    >
      {text.settings.revoke}
    </ConfirmButton>
  );
}
