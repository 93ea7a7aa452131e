import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

/** The one accent. */
const iris: MantineColorsTuple = [
  "#eef0ff",
  "#dbdffb",
  "#b6bdf3",
  "#8f99ec",
  "#6f7be6",
  "#5a68e0",
  "#4c5ad0",
  "#4450c4",
  "#3843a6",
  "#2c3587",
];

/** What cannot be taken back. */
const ember: MantineColorsTuple = [
  "#fdecec",
  "#f9d2d2",
  "#f0a4a4",
  "#e77676",
  "#dc5454",
  "#d24444",
  "#c73a3a",
  "#bd3030",
  "#9c2525",
  "#7c1c1c",
];

/** Greys with a little of the accent in them; 6 and 7 are the surfaces of the dark scheme. */
const dark: MantineColorsTuple = [
  "#e3e6ee",
  "#c3c8d4",
  "#a3aabb",
  "#7d8598",
  "#3a4152",
  "#2b3140",
  "#1a1e28",
  "#12151c",
  "#0d0f15",
  "#08090d",
];

export const theme = createTheme({
  primaryColor: "iris",
  primaryShade: { light: 7, dark: 6 },
  colors: { iris, ember, dark },
  fontFamily:
    'ui-sans-serif, system-ui, -apple-system, "Segoe UI Variable", "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  defaultRadius: "md",
  respectReducedMotion: true,
  cursorType: "pointer",
  headings: { fontWeight: "620" },
});

/** Mantine's own variables pointed at the tokens of `tokens.css`, so that both speak of the same colours. */
const pointed = {
  "--mantine-color-body": "var(--canvas)",
  "--mantine-color-text": "var(--ink)",
  "--mantine-color-dimmed": "var(--ink-soft)",
  "--mantine-color-placeholder": "var(--ink-soft)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--surface-raised)",
  "--mantine-color-default-border": "var(--line-strong)",
  "--mantine-color-anchor": "var(--accent-ink)",
  "--mantine-color-error": "var(--bad-ink)",
};

// said for each scheme: only there do they weigh more than Mantine's own
export const variables: CSSVariablesResolver = () => ({ variables: {}, light: pointed, dark: pointed });
