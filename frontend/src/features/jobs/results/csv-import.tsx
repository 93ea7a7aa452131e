import { Facts } from "@/components/facts";
import { count } from "@/text/format";
import { text } from "@/text/text";
import { DataFacts } from "../data-facts";
import type { Drawn } from "./drawn";
import { Sentences } from "./sentences";

/** How many records of a file are in, and how the file was read. */
export function CsvImportResult({ result, job: { progress } }: Drawn) {
  const words = text.jobs.results;
  const { notes, inferred: _inferred, ...about } = result;
  return (
    <>
      <Facts
        narrow
        facts={[
          { name: words.records, value: count(progress.total) },
          { name: words.inOrder, value: count(progress.done - progress.failed) },
          { name: words.rejected, value: count(progress.failed) },
        ]}
      />
      <DataFacts data={about} />
      <Sentences label={words.notes} sentences={notes} />
    </>
  );
}
