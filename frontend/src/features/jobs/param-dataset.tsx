import { NativeSelect, type NativeSelectProps } from "@mantine/core";
import { sentenceOf } from "@/api/problem";
import { useDatasets } from "@/api/use-datasets";
import { text } from "@/text/text";

interface Props extends Omit<NativeSelectProps, "onChange"> {
  written: string;
  onWrite: (written: string) => void;
}

/** One of the workspace's datasets, or none. */
export function ParamDataset({ written, onWrite, error, ...common }: Props) {
  const { data, error: unread } = useDatasets();
  const words = text.tasks.form;
  const known = (data ?? []).map(({ slug, title }) => ({ value: slug, label: title }));
  const isKnown = written === "" || known.some(({ value }) => value === written);
  const other = { value: written, label: data ? words.goneDataset(written) : written };
  return (
    <NativeSelect
      {...common}
      error={error ?? (unread && sentenceOf(unread))}
      data={[{ value: "", label: words.noDataset }, ...known, ...(isKnown ? [] : [other])]}
      value={written}
      onChange={(event) => onWrite(event.currentTarget.value)}
    />
  );
}
