import { Facts } from "@/components/facts";
import { count } from "@/text/format";
import { text } from "@/text/text";
import classes from "../part.module.css";
import type { Drawn } from "./drawn";
import { ImageCard, type ResizedImage } from "./image-card";
import images from "./image-card.module.css";
import { RefusedTable } from "./refused-table";

/** The images that were resized, and those that were refused. */
export function ImageProcessingResult({ result }: Drawn) {
  const words = text.tasks.images;
  const resized = (result.images ?? []) as ResizedImage[];
  const refused = (result.refused ?? []) as { name: string; reason: string }[];
  return (
    <>
      <Facts
        narrow
        facts={[
          { name: words.done, value: count(resized.length) },
          { name: words.refused, value: count(refused.length) },
        ]}
      />
      <RefusedTable label={words.refusedTable} what={words.name} refused={refused} />
      {resized.length === 0 ? (
        <p className={classes.quiet}>{words.none}</p>
      ) : (
        <ul className={images.grid} aria-label={words.list}>
          {resized.map((image) => (
            <ImageCard key={image.thumbnail} image={image} />
          ))}
        </ul>
      )}
    </>
  );
}
