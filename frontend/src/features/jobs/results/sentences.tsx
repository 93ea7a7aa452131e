import classes from "../part.module.css";

/** A list of sentences under a name; nothing where there are none. */
export function Sentences({ label, sentences }: { label: string; sentences: unknown }) {
  if (!Array.isArray(sentences) || sentences.length === 0) return null;
  return (
    <ul className={classes.sentences} aria-label={label}>
      {sentences.map((sentence) => (
        <li key={String(sentence)}>{String(sentence)}</li>
      ))}
    </ul>
  );
}
