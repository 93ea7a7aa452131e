import classes from "./progress-bar.module.css";

/** A bar that knows how far it is; `share` from 0 to 1, or null while that is unknown. */
export function ProgressBar({
  share,
  label,
  valueText,
  thin,
}: {
  share: number | null;
  label: string;
  valueText?: string;
  thin?: boolean;
}) {
  const known = share === null ? {} : { "aria-valuenow": Math.floor(share * 100) };
  return (
    <div
      className={classes.bar}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={valueText}
      data-thin={thin || undefined}
      {...known}
    >
      <div
        className={classes.filled}
        data-unknown={share === null || undefined}
        style={share === null ? undefined : { transform: `scaleX(${share})` }}
      />
    </div>
  );
}
