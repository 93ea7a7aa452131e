import { useState } from "react";
import type { ApiKeyCreated } from "@/api/gen/types.gen";
import { Card } from "@/components/card";
import { EmptyState } from "@/components/empty-state";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import { KeyForm } from "./key-form";
import { KeyTable } from "./key-table";
import classes from "./keys-panel.module.css";
import { NewKeyNote } from "./new-key";
import { useKeys } from "./use-keys";

/** The keys that programs sign in with: made, shown once, revoked. */
export function KeysPanel() {
  const { keys, error, reload, create, revoke } = useKeys();
  const [created, setCreated] = useState<ApiKeyCreated | null>(null);

  return (
    <div className={classes.panel}>
      <Card title={text.settings.keys}>
        <p className={classes.lead}>{text.settings.keysLead}</p>
        {created ? (
          <NewKeyNote created={created} onDismiss={() => setCreated(null)} />
        ) : (
          <KeyForm onCreate={async (wanted) => setCreated(await create(wanted))} />
        )}
      </Card>
      <Card flush>
        {error && !keys && <ProblemNote error={error} onRetry={reload} />}
        {!keys && !error && <TableSkeleton lines={3} height={62} />}
        {keys?.length === 0 && <EmptyState title={text.settings.empty} />}
        {keys && keys.length > 0 && <KeyTable keys={keys} onRevoke={revoke} />}
      </Card>
    </div>
  );
}
