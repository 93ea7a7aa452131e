import useSWR from "swr";
import type { Dataset, Provenance } from "@/api/gen/types.gen";
import { get } from "@/api/http";
import { ProblemNote } from "@/components/problem-note";
import { SideDrawer, SideDrawerTitle } from "@/components/side-drawer";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import { type RowRef, rowWord } from "./dataset-address";
import { rowPath } from "./paths";
import { ProvenanceDetail } from "./provenance-detail";

interface Props {
  dataset: Dataset;
  /** The row that is looked at; nothing closes the drawer. */
  row: RowRef | undefined;
  onClose: () => void;
}

/** Where a row comes from, beside the rows. */
export default function ProvenanceDrawer({ dataset, row, onClose }: Props) {
  return (
    <SideDrawer of={row} close={text.close} onClose={onClose}>
      {(shown) => (
        <>
          <SideDrawerTitle>{text.provenance.title}</SideDrawerTitle>
          <Reading key={rowWord(shown)} dataset={dataset} row={shown} />
        </>
      )}
    </SideDrawer>
  );
}

function Reading({ dataset, row }: { dataset: Dataset; row: RowRef }) {
  const { data, error, mutate } = useSWR<Provenance, Error>(rowPath(dataset.slug, row), get);
  if (data) return <ProvenanceDetail dataset={dataset} provenance={data} />;
  return error ? (
    <ProblemNote error={error} onRetry={() => void mutate()} />
  ) : (
    <TableSkeleton lines={8} height={52} />
  );
}
