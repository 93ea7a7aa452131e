import { NativeSelect } from "@mantine/core";
import type { Dataset } from "@/api/gen/types.gen";
import { text } from "@/text/text";

interface Props {
  datasets: Dataset[] | undefined;
  value: string | undefined;
  onChange: (slug: string | undefined) => void;
}

export function DatasetSelect({ datasets, value, onChange }: Props) {
  const choices = (datasets ?? []).map(({ slug, title }) => ({ value: slug, label: title }));
  return (
    <NativeSelect
      label={text.import.into}
      value={value ?? ""}
      data={[{ value: "", label: text.import.newDataset }, ...choices]}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
      maw={420}
    />
  );
}
