import { Button, Input } from "@mantine/core";
import { useEffect, useId, useRef } from "react";
import { LiveText } from "@/components/live-text";
import { useFileGifts } from "@/components/use-file-gifts";
import { text } from "@/text/text";
import { FileOnItsWayRow, FileThereRow } from "./param-file-row";
import classes from "./param-files.module.css";
import { linesOf } from "./params-form";
import type { Refusal } from "./refusals";
import { useParamFiles } from "./use-param-files";

interface Props {
  name: string;
  label: string;
  description: string | undefined;
  required: boolean;
  refusal: Refusal;
  isList: boolean;
  most: number | undefined;
  /** The uploads that stand in it, a line each. */
  written: string;
  onWrite: (said: string | ((now: string) => string)) => void;
  /** Uploads of an earlier job, whose files are kept for it also when they themselves are not any more. */
  earlier: string[];
  /** Whether files that are dropped or pasted anywhere are for this control. */
  takesGifts: boolean;
  /** Told how many files are not there yet. */
  onBusy: (files: number) => void;
}

/** Files for a job: chosen, dropped or pasted, sent at once, and named to the job by their uploads. */
export function ParamFiles({ written, onWrite, isList, most = Infinity, refusal, ...props }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const there = linesOf(written);
  const { files, add, goOn, remove, forget } = useParamFiles((upload) =>
    onWrite((now) => (isList ? [...linesOf(now), upload].join("\n") : upload)),
  );
  const words = text.tasks.files;
  const hovering = useFileGifts(props.takesGifts, take);

  const { onBusy } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is told when the number changes
  useEffect(() => onBusy(files.length), [files.length]);

  const tooMany = isList && there.length + files.length > most;
  const error = [refusal.whole, tooMany && words.most(most)].filter(Boolean).join(" ");

  function take(chosen: File[]) {
    if (isList) return add(chosen);
    for (const { key } of files) remove(key);
    add(chosen.slice(0, 1));
  }
  function leaveOut(upload: string) {
    onWrite((now) =>
      linesOf(now)
        .filter((each) => each !== upload)
        .join("\n"),
    );
    forget(upload);
    button.current?.focus();
  }

  const hasSome = there.length + files.length > 0;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would name itself by a legend, which cannot stand in line
    <div role="group" aria-labelledby={`${id}-label`}>
      <Input.Label id={`${id}-label`} labelElement="div" required={props.required}>
        {props.label}
      </Input.Label>
      <Input.Description id={`${id}-help`}>{props.description}</Input.Description>
      <LiveText>{hasSome ? words.standing(there.length, files.length) : ""}</LiveText>
      {hasSome && (
        <ul className={classes.files} aria-label={words.chosen(props.label)}>
          {there.map((upload, index) => (
            <FileThereRow
              key={upload}
              id={upload}
              isEarlier={props.earlier.includes(upload)}
              refused={refusal.parts[index]}
              onRemove={() => leaveOut(upload)}
            />
          ))}
          {files.map((file) => (
            <FileOnItsWayRow
              key={file.key}
              of={file}
              onGoOn={() => goOn(file.key)}
              onRemove={() => {
                remove(file.key);
                button.current?.focus();
              }}
            />
          ))}
        </ul>
      )}
      <div className={classes.pick} data-hovering={hovering || undefined}>
        <Button
          ref={button}
          variant="default"
          size="sm"
          aria-describedby={`${id}-label ${id}-help ${id}-error`}
          onClick={() => input.current?.click()}
        >
          {chooseWords(isList, hasSome)}
        </Button>
        {props.takesGifts && (
          <span className={classes.hint}>
            {hovering ? words.dropNow : isList ? words.hintSome : words.hint}
          </span>
        )}
      </div>
      <div role="alert" id={`${id}-error`}>
        {error && <Input.Error className={classes.error}>{error}</Input.Error>}
      </div>
      <input
        ref={input}
        type="file"
        hidden
        multiple={isList}
        aria-label={props.label}
        data-testid={`files-${props.name}`}
        onChange={(event) => {
          take([...(event.currentTarget.files ?? [])]);
          // the same file may be chosen again after it was mended
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}

function chooseWords(isList: boolean, hasSome: boolean): string {
  const words = text.tasks.files;
  if (isList) return hasSome ? words.chooseMore : words.chooseSome;
  return hasSome ? words.chooseAnother : words.choose;
}
