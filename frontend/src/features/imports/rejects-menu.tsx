import { DownloadMenu } from "@/components/download-menu";
import { text } from "@/text/text";
import { rejectsFile } from "./paths";

const FORMATS = ["csv", "csv-safe", "xlsx"] as const;

interface Props {
  id: string;
  variant: "filled" | "default";
}

/** The rows that were left out, as files to correct. */
export function RejectsMenu({ id, variant }: Props) {
  return (
    <DownloadMenu
      label={text.job.downloadRejects}
      variant={variant}
      choices={FORMATS.map((format) => ({
        href: rejectsFile(id, format),
        ...text.job.rejectsFormats[format],
      }))}
    />
  );
}
