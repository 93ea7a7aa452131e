import type { Ingestion } from "@/api/gen/types.gen";
import { ConfirmButton } from "@/components/confirm-button";
import { Facts } from "@/components/facts";
import { LiveText } from "@/components/live-text";
import { ProblemNote } from "@/components/problem-note";
import { ProgressBar } from "@/components/progress-bar";
import { SideDrawer, SideDrawerTitle } from "@/components/side-drawer";
import { TableSkeleton } from "@/components/table-skeleton";
import { Tabs } from "@/components/tabs";
import { When } from "@/components/when";
import { text } from "@/text/text";
import { BatchTable } from "./batch-table";
import { FetchedCount, IngestionChip } from "./ingestion-table";
import { canCancel, cancelQuestion, ingestionLook, ingestionName, ingestionShare } from "./ingestion-words";
import { ResultTable } from "./result-table";
import { useIngestion } from "./use-ingestions";

/** What of a request is looked at; all of it stands in the address. */
export interface Looking {
  tab?: string | undefined;
  outcome?: string | undefined;
}

interface Props extends Looking {
  /** Of the request that is looked at; nothing closes the drawer. */
  id: string | undefined;
  onLook: (looking: Looking) => void;
  onClose: () => void;
}

/** All there is to know of one request: how far it is, its batches, what came of each id. */
export default function IngestionDrawer({ id, onClose, ...looking }: Props) {
  return (
    <SideDrawer of={id} close={text.batches.request.close} onClose={onClose}>
      {(shown) => <IngestionDetail key={shown} id={shown} {...looking} />}
    </SideDrawer>
  );
}

function IngestionDetail({ id, tab, outcome, onLook }: Omit<Props, "onClose" | "id"> & { id: string }) {
  const { ingestion, error, reload, cancel } = useIngestion(id);
  const words = text.batches.request;
  if (!ingestion) {
    return (
      <>
        <SideDrawerTitle>{words.title}</SideDrawerTitle>
        {error ? <ProblemNote error={error} onRetry={reload} /> : <TableSkeleton lines={8} />}
      </>
    );
  }
  const name = ingestionName(ingestion);
  const isLive = canCancel(ingestion);
  const shown = tab === "results" ? "results" : "batches";
  return (
    <>
      <div>
        <SideDrawerTitle>{text.batches.list.of(name)}</SideDrawerTitle>
        <IngestionChip ingestion={ingestion} />
      </div>
      {error && <ProblemNote error={error} />}
      <LiveText>{ingestionLook(ingestion).word}</LiveText>
      <ProgressBar share={ingestionShare(ingestion)} label={text.batches.list.progressOf(name)} />
      {isLive && (
        <div>
          <ConfirmButton size="sm" question={cancelQuestion()} onConfirm={cancel}>
            {text.batches.cancel}
          </ConfirmButton>
        </div>
      )}
      <Facts facts={facts(ingestion)} />
      <div>
        <Tabs
          label={words.tabs}
          value={shown}
          onChange={(chosen) => onLook({ tab: chosen === "batches" ? "" : chosen, outcome: "" })}
          tabs={[
            { value: "batches", label: words.batches },
            { value: "results", label: words.results },
          ]}
        >
          {shown === "batches" ? (
            <BatchTable id={id} isLive={isLive} />
          ) : (
            <ResultTable
              id={id}
              isLive={isLive}
              outcome={outcome}
              onOutcome={(chosen) => onLook({ tab: "results", outcome: chosen })}
            />
          )}
        </Tabs>
      </div>
    </>
  );
}

function facts(ingestion: Ingestion) {
  const words = text.batches;
  const { batches } = ingestion;
  return [
    { name: words.priority, value: words.priorities[ingestion.priority] },
    { name: words.list.progress, value: <FetchedCount ingestion={ingestion} /> },
    {
      name: words.request.counts,
      value: words.request.standing(batches.yet_to_start, batches.triggered, batches.completed),
    },
    { name: words.request.created, value: <When at={ingestion.created_at} /> },
    ...(ingestion.finished_at
      ? [{ name: words.request.finished, value: <When at={ingestion.finished_at} /> }]
      : []),
    ...(ingestion.created_by ? [{ name: words.request.by, value: ingestion.created_by }] : []),
    { name: words.request.id, value: <code style={{ overflowWrap: "anywhere" }}>{ingestion.id}</code> },
  ];
}
