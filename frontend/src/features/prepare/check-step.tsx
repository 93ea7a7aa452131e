import type { Preview } from "@/api/gen/types.gen";
import { type Draft, type Wishes, wished } from "./draft";
import { FirstRows } from "./first-rows";
import { NewDataset } from "./new-dataset";
import { ReadingSettings } from "./reading-settings";

interface Props {
  preview: Preview;
  isChanging: boolean;
  draft: Draft;
  usualTitle: string;
  onDecide: (part: Partial<Draft>) => void;
}

/** How the file is read, and, where a dataset is made of it, what that will be. */
export function CheckStep({ preview, isChanging, draft, usualTitle, onDecide }: Props) {
  const { dialect: wishes = {} } = draft;
  const wish = (dialect: Wishes) => onDecide({ dialect });
  const chooseHeader = (line: number | null | undefined) => {
    const undecided = wished(wished(wishes, "header", undefined), "header_row", undefined);
    if (line === undefined) wish(undecided);
    else wish(line === null ? { ...undecided, header: false } : { ...undecided, header_row: line });
  };

  return (
    <>
      <ReadingSettings preview={preview} wishes={wishes} onWish={wish} />
      <FirstRows
        preview={preview}
        header={wishes.header === false ? null : (wishes.header_row ?? preview.header_line)}
        isChanging={isChanging}
        onHeader={chooseHeader}
        isChosen={wishes.header !== undefined || wishes.header_row !== undefined}
      />
      {draft.dataset === undefined && (
        <NewDataset preview={preview} draft={draft} usualTitle={usualTitle} onDecide={onDecide} />
      )}
    </>
  );
}
