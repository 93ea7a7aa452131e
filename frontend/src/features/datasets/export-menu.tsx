import type { Dataset } from "@/api/gen/types.gen";
import { DownloadMenu } from "@/components/download-menu";
import { text } from "@/text/text";
import { isFiltered, type RowSearch } from "./row-query";
import { EXPORT_FORMATS, type ExportFormat, exportPath } from "./use-rows";

/** Rows that a sheet of Excel holds below its header. */
const SHEET_ROWS = 1_048_575;

interface Props {
  dataset: Dataset;
  search: RowSearch;
  /** Its filters cannot be read, so there is nothing to export. */
  disabled: boolean;
}

/** The rows as they are filtered and sorted, as a file. */
export function ExportMenu({ dataset, search, disabled }: Props) {
  const words = text.datasets.exports;
  // of filtered rows only the server knows how many there are
  const isTooLong = dataset.row_count > SHEET_ROWS && !isFiltered(search);
  const choice = (format: ExportFormat) => ({
    href: exportPath(dataset, search, format),
    ...words.formats[format],
    ...(format === "xlsx" && isTooLong && { disabled: true, hint: words.tooLongForASheet(SHEET_ROWS) }),
  });
  return (
    <DownloadMenu
      size="xs"
      label={isFiltered(search) ? words.filtered : words.all}
      disabled={disabled}
      choices={EXPORT_FORMATS.map(choice)}
    />
  );
}
