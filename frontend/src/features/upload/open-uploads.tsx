import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import type { Upload } from "@/api/gen/types.gen";
import { Card } from "@/components/card";
import { ConfirmButton } from "@/components/confirm-button";
import { ProblemNote } from "@/components/problem-note";
import { When } from "@/components/when";
import { bytes, percent } from "@/text/format";
import { text } from "@/text/text";
import classes from "./open-uploads.module.css";
import { isOnItsWay, isUnderway } from "./upload-state";
import type { OpenUploadsReading } from "./use-open-uploads";
import type { UploadActions } from "./use-upload";

/** What was begun and not imported yet, to be gone on with or discarded. Nothing where there is nothing. */
export function OpenUploads({ open, upload }: { open: OpenUploadsReading; upload: UploadActions }) {
  const { uploads = [], error, discard } = open;
  const { state } = upload;
  const own = isOnItsWay(state) || state.step === "here" ? state.id : null;
  const others = uploads.filter(({ id }) => id !== own);
  if (error && !open.uploads) return <ProblemNote error={error} />;
  if (others.length === 0) return null;
  return (
    <Card flush title={text.upload.open}>
      <ul className={classes.list}>
        {others.map((each) => (
          <li key={each.id} className={classes.upload}>
            <Standing of={each} />
            <div className={classes.acts}>
              {!each.is_complete && !isUnderway(state) && (
                <ChooseAgain of={each} onFiles={(files) => void upload.sendRest(files, each)} />
              )}
              <ConfirmButton
                size="xs"
                aria-label={text.upload.discardNamed(each.name)}
                question={{
                  title: text.upload.discardTitle(each.name),
                  detail: text.upload.discardDetail,
                  confirm: text.upload.discardConfirm,
                  keep: text.upload.discardKeep,
                }}
                onConfirm={() => discard(each.id)}
              >
                {text.upload.discard}
              </ConfirmButton>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Standing({ of: { id, name, size, received, is_complete, created_at } }: { of: Upload }) {
  return (
    <div className={classes.standing}>
      {is_complete ? (
        <Link to="/uploads/$id" params={{ id }} className={classes.name}>
          {text.upload.continueWith(name)}
        </Link>
      ) : (
        <span className={classes.name}>{name}</span>
      )}
      <span className={classes.words}>
        {is_complete
          ? text.upload.whole(bytes(size))
          : text.upload.share(percent(received / size), bytes(size))}
        {" · "}
        <When at={created_at} />
      </span>
    </div>
  );
}

function ChooseAgain({ of: { name }, onFiles }: { of: Upload; onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button size="xs" onClick={() => input.current?.click()} aria-label={text.upload.chooseAgainFor(name)}>
        {text.upload.chooseAgain}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={text.upload.chooseAgainFor(name)}
        data-testid="file-again"
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}
