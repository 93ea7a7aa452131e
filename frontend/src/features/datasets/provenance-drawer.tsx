import { Drawer } from "@mantine/core";
import { useEffect, useState } from "react";
import useSWR from "swr";
import type { Dataset, Provenance } from "@/api/gen/types.gen";
import { get } from "@/api/http";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import { type RowRef, rowWord } from "./dataset-address";
import { rowPath } from "./paths";
import { ProvenanceDetail } from "./provenance-detail";
import classes from "./provenance-drawer.module.css";

interface Props {
  dataset: Dataset;
  /** The row that is looked at; nothing closes the drawer. */
  row: RowRef | undefined;
  onClose: () => void;
}

/** Where a row comes from, beside the rows. */
export default function ProvenanceDrawer({ dataset, row, onClose }: Props) {
  // still drawn while the drawer closes
  const [latest, setLatest] = useState(row);
  if (row && (!latest || rowWord(row) !== rowWord(latest))) setLatest(row);
  // It gives the focus back to where it was when it opened, which it learns only after it has been drawn closed.
  const [ready, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  return (
    <Drawer.Root opened={ready && row !== undefined} onClose={onClose} position="right" size={620}>
      <Drawer.Overlay />
      {/* no Drawer.Header: it would be a second banner of the page */}
      <Drawer.Content bg="var(--surface)">
        <Drawer.Body className={classes.body}>
          <Drawer.CloseButton className={classes.close} aria-label={text.close} />
          <Drawer.Title className={classes.title}>{text.provenance.title}</Drawer.Title>
          {latest && <Reading key={rowWord(latest)} dataset={dataset} row={latest} />}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
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
