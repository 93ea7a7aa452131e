import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { text } from "@/text/text";

const MendedFileDialog = lazy(() => import("./mended-file-dialog"));

interface Props {
  id: string;
  onAccepted: () => void;
}

/** Opens the dialog that takes the corrected rejects back. */
export function MendedFileButton({ id, onAccepted }: Props) {
  const [dialog, setDialog] = useState<"unopened" | "open" | "closed">("unopened");
  return (
    <>
      <Button variant="default" onClick={() => setDialog("open")}>
        {text.merge.upload}
      </Button>
      {dialog !== "unopened" && (
        <Suspense>
          <MendedFileDialog
            id={id}
            opened={dialog === "open"}
            onClose={() => setDialog("closed")}
            onAccepted={onAccepted}
          />
        </Suspense>
      )}
    </>
  );
}
