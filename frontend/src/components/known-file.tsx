import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { EarlierImport } from "@/api/gen/types.gen";
import { text } from "@/text/text";
import classes from "./known-file.module.css";
import { When } from "./when";

interface Props {
  file: string;
  dataset: string;
  earlier: EarlierImport;
  onAnyway: () => void;
}

/** Why a file is not taken whose content was sent to the dataset before, and what can be done about it. */
export function KnownFile({ file, dataset, earlier, onAnyway }: Props) {
  return (
    <div className={classes.known}>
      <p>
        {text.import.known(file, dataset)}{" "}
        <Link to="/imports/$id" params={{ id: earlier.id }}>
          {earlier.title}
        </Link>
        , <When at={earlier.created_at} />.
      </p>
      <Button variant="default" onClick={onAnyway}>
        {text.import.importAnyway}
      </Button>
    </div>
  );
}
