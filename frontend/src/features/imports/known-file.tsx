import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { When } from "@/components/when";
import { text } from "@/text/text";
import classes from "./known-file.module.css";
import type { UploadState } from "./upload-state";

interface Props {
  known: Extract<UploadState, { step: "known" }>;
  onAnyway: () => void;
}

/** Why a file was not taken whose content was sent to the dataset before, and what can be done about it. */
export function KnownFile({ known: { file, dataset, earlier }, onAnyway }: Props) {
  return (
    <div className={classes.known}>
      <p>
        {text.import.known(file.name, dataset)}{" "}
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
