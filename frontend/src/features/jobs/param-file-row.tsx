import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import useSWR from "swr";
import type { Upload } from "@/api/gen/types.gen";
import { get } from "@/api/http";
import { ProblemError, sentenceOf } from "@/api/problem";
import { uploadPath } from "@/api/uploads";
import { ProgressBar } from "@/components/progress-bar";
import { bytes, percent } from "@/text/format";
import { text } from "@/text/text";
import classes from "./param-files.module.css";
import type { FileOnItsWay } from "./use-param-files";

interface ThereProps {
  id: string;
  isEarlier: boolean;
  refused: string | undefined;
  onRemove: () => void;
}

/** A file that has arrived. */
export function FileThereRow({ id, isEarlier, refused, onRemove }: ThereProps) {
  const { data, error } = useSWR<Upload, Error>(uploadPath(id), get);
  const words = text.tasks.files;
  const isGone = error instanceof ProblemError && (error.status === 404 || error.status === 410);
  const name = data?.name ?? (isEarlier && isGone ? words.earlier : text.tasks.params.upload);
  return (
    <Row name={name ?? id} onRemove={onRemove}>
      {data && <span className={classes.words}>{words.here(bytes(data.size))}</span>}
      {!data && !error && <span className={classes.words}>{words.reading}</span>}
      {error && !data && !(isGone && isEarlier) && (
        <span className={classes.why}>{isGone ? words.gone : sentenceOf(error)}</span>
      )}
      {refused && <span className={classes.why}>{refused}</span>}
    </Row>
  );
}

interface OnItsWayProps {
  of: FileOnItsWay;
  onGoOn: () => void;
  onRemove: () => void;
}

/** A file that is being sent, or was. */
export function FileOnItsWayRow({ of: { file, sent, step, why }, onGoOn, onRemove }: OnItsWayProps) {
  const words = text.tasks.files;
  const share = file.size > 0 ? sent / file.size : 0;
  return (
    <Row
      name={file.name}
      onRemove={onRemove}
      act={
        step === "stopped" && (
          <Button size="xs" aria-label={words.goOnWith(file.name)} onClick={onGoOn}>
            {words.goOn}
          </Button>
        )
      }
    >
      <ProgressBar thin share={share} label={words.progress(file.name)} valueText={percent(share)} />
      {step === "stopped" ? (
        <span className={classes.why} role="alert">
          {why}
        </span>
      ) : (
        <span className={classes.words}>{standingWords(step, sent, file.size, why)}</span>
      )}
    </Row>
  );
}

function standingWords(step: FileOnItsWay["step"], sent: number, size: number, why: string): string {
  const words = text.tasks.files;
  if (step === "queued") return words.queued;
  if (step === "waiting") return words.waiting(why);
  return sent >= size ? words.takingIn : words.sending(bytes(sent), bytes(size));
}

interface RowProps {
  name: string;
  act?: ReactNode;
  onRemove: () => void;
  children: ReactNode;
}

function Row({ name, act, onRemove, children }: RowProps) {
  const words = text.tasks.files;
  return (
    <li className={classes.file}>
      <div className={classes.standing}>
        <span className={classes.name}>{name}</span>
        {children}
      </div>
      <div className={classes.acts}>
        {act}
        <Button size="xs" variant="default" aria-label={words.removeNamed(name)} onClick={onRemove}>
          {words.remove}
        </Button>
      </div>
    </li>
  );
}
