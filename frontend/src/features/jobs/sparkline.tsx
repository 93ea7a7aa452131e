import { bars, LEAST } from "./bars";

const WIDTH = 240;
const HEIGHT = 40;

/** Figures over time as bars as high as they are, the latest on the right. */
export function Sparkline({ figures, title }: { figures: number[]; title: string }) {
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      preserveAspectRatio="none"
      style={{ display: "block", width: "100%", height: HEIGHT, margin: "16px 0 6px" }}
    >
      <title>{title}</title>
      {bars(figures, WIDTH, HEIGHT).map((bar) => (
        <rect
          key={bar.x}
          {...bar}
          rx={1}
          fill={bar.height > LEAST ? "var(--accent)" : "var(--line-strong)"}
        />
      ))}
    </svg>
  );
}
