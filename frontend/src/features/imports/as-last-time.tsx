import { ButtonLink } from "@/components/button-link";
import { Note } from "@/components/note";
import { text } from "@/text/text";

/** Says that nobody was asked how the file is to be read, and where to say it otherwise. */
export function AsLastTime({ upload }: { upload: string }) {
  return (
    <Note
      tone="quiet"
      actions={
        <ButtonLink
          to="/uploads/$id"
          params={{ id: upload }}
          search={{ step: "check" }}
          size="xs"
          variant="default"
        >
          {text.dryRun.change}
        </ButtonLink>
      }
    >
      {text.dryRun.asLastTime}
    </Note>
  );
}
