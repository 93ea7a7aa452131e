/** What a colour means, the same everywhere. */
export type Tone = "good" | "partial" | "bad" | "busy" | "quiet";
