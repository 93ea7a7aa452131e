import { VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import { bytes, count } from "@/text/format";
import { text } from "@/text/text";
import classes from "./image-card.module.css";

interface Measures {
  width: number;
  height: number;
  bytes: number;
  format: string;
}

export interface ResizedImage {
  name: string;
  before: Measures;
  after: Measures;
  thumbnail: string;
}

/** An image as it has become, with what it was before. Its shape stands there before it has come. */
export function ImageCard({ image: { name, before, after, thumbnail } }: { image: ResizedImage }) {
  const [isGone, setGone] = useState(false);
  const words = text.tasks.images;
  return (
    <li className={classes.card}>
      {isGone ? (
        <p className={classes.frame}>{words.gone}</p>
      ) : (
        <a
          className={classes.frame}
          href={thumbnail}
          target="_blank"
          rel="noreferrer"
          aria-label={words.open(name)}
        >
          <img
            src={thumbnail}
            alt={words.alt(name)}
            loading="lazy"
            decoding="async"
            style={{ aspectRatio: `${after.width} / ${after.height}`, maxWidth: after.width }}
            data-wide={after.width / after.height > FRAME || undefined}
            onError={() => setGone(true)}
          />
        </a>
      )}
      <p className={classes.name}>{name}</p>
      <Change before={measure(before)} after={measure(after)} />
      <Change before={weight(before)} after={before.format === after.format ? size(after) : weight(after)} />
    </li>
  );
}

/** Width by height of the frame that an image stands in. */
const FRAME = 4 / 3;

/** An arrow for the eye, words for the ear. */
function Change({ before, after }: { before: string; after: string }) {
  const words = text.tasks.images;
  return (
    <p className={classes.change}>
      <span aria-hidden>{words.change(before, after)}</span>
      <VisuallyHidden>{words.changeSpoken(before, after)}</VisuallyHidden>
    </p>
  );
}

function measure({ width, height }: Measures): string {
  return whole(text.tasks.images.size(count(width), count(height)));
}

function weight({ format, ...of }: Measures): string {
  return whole(`${format} ${size({ format, ...of })}`);
}

function size(of: Measures): string {
  return whole(bytes(of.bytes));
}

/** What is broken over two lines only as a whole. */
function whole(words: string): string {
  return words.replaceAll(" ", "\u00a0");
}
