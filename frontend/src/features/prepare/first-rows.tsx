import { VisuallyHidden } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { Preview } from "@/api/gen/types.gen";
import { Card } from "@/components/card";
import { count } from "@/text/format";
import { text } from "@/text/text";
import { canBeHeader, type FirstLine, firstLines, isTabular, MOST_COLUMNS } from "./first-lines";
import classes from "./first-rows.module.css";

interface Props {
  preview: Preview;
  /** The header's line, chosen or else recognised; null for none. */
  header: number | null;
  isChanging: boolean;
  /** A line to be the header, `null` for none, undefined to have it recognised. */
  onHeader: (line: number | null | undefined) => void;
  isChosen: boolean;
}

/** The file's beginning as it would be read. The line with the names can be chosen by a click or the arrow keys. */
export function FirstRows({ preview, header, isChanging, onHeader, isChosen }: Props) {
  const lines = firstLines(preview);
  const { length: all } = preview.labels;
  const more = all - MOST_COLUMNS;
  const width = Math.max(...lines.map(({ cells }) => Math.min(cells.length, MOST_COLUMNS)), 1);
  return (
    <Card flush title={text.check.rows} aside={<HeaderSaid isChosen={isChosen} onHeader={onHeader} />}>
      <fieldset className={classes.choice}>
        <legend className={classes.hint}>
          {isTabular(preview) ? text.check.rowsHint : text.check.rowsTable}
        </legend>
        {isTabular(preview) && (
          <label className={classes.none}>
            <input type="radio" name="header" checked={header === null} onChange={() => onHeader(null)} />
            {text.check.noHeaderChoice}
          </label>
        )}
        <section
          className={classes.scroll}
          aria-label={text.check.rowsTable}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          data-stale={isChanging || undefined}
        >
          <table className={classes.table}>
            <tbody>
              {lines.map((line, place) => (
                <Line
                  // a line of JSON may hold many records
                  key={lines[place - 1]?.line === line.line ? `at ${place}` : line.line}
                  line={line}
                  width={width}
                  isHeader={line.line === header}
                  onHeader={canBeHeader(line.line, preview) ? () => onHeader(line.line) : undefined}
                />
              ))}
            </tbody>
          </table>
        </section>
      </fieldset>
      {more > 0 && <p className={classes.foot}>{text.check.moreColumns(more)}</p>}
      {preview.rows.length === 0 && <p className={classes.foot}>{text.check.noRows}</p>}
    </Card>
  );
}

function HeaderSaid({ isChosen, onHeader }: Pick<Props, "isChosen" | "onHeader">) {
  if (!isChosen) return null;
  return (
    <button type="button" className={classes.detect} onClick={() => onHeader(undefined)}>
      {text.check.detectHeader}
    </button>
  );
}

interface LineProps {
  line: FirstLine;
  /** As many cells as the longest line has. */
  width: number;
  /** It is chosen to be the header, though it may not be read so yet. */
  isHeader: boolean;
  onHeader: (() => void) | undefined;
}

function Line({ line, width, isHeader, onHeader }: LineProps) {
  const { kind, cells, fault } = line;
  const shown = cells.slice(0, MOST_COLUMNS);
  const Cell = kind === "header" ? "th" : "td";
  return (
    <>
      <tr data-kind={kind} data-faulty={fault !== null || undefined} onClick={onHeader}>
        <th scope="row" className={classes.line}>
          <LineChoice line={line} isHeader={isHeader} onHeader={onHeader} />
        </th>
        {shown.map((cell, column) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place in the line
          <Cell key={column} {...(kind === "header" && { scope: "col" })}>
            {cell}
          </Cell>
        ))}
        {shown.length < width && <td colSpan={width - shown.length} />}
      </tr>
      {fault !== null && (
        <tr data-kind="fault">
          <td className={classes.line}>
            <IconAlertTriangle size={15} stroke={2} aria-hidden />
            <VisuallyHidden>{text.check.faulty}</VisuallyHidden>
          </td>
          <td colSpan={width}>{fault}</td>
        </tr>
      )}
    </>
  );
}

function LineChoice({ line: { line, kind }, isHeader, onHeader }: Omit<LineProps, "width">) {
  const number = count(line);
  const said = kind === "record" ? "" : kind === "header" ? text.check.isHeader : text.check.above;
  return (
    <span className={classes.number}>
      {onHeader && (
        <input
          type="radio"
          name="header"
          checked={isHeader}
          onChange={onHeader}
          // the row has told of it already
          onClick={(event) => event.stopPropagation()}
          aria-label={text.check.makeHeader(number)}
        />
      )}
      <span>{number}</span>
      {said && <span className={classes.said}>{said}</span>}
    </span>
  );
}
