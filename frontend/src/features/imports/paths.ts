export const IMPORTS = "/api/imports/";

export const importPath = (id: string) => `${IMPORTS}${encodeURIComponent(id)}/`;
export const actPath = (id: string, act: string) => `${importPath(id)}${act}/`;
export const jobPath = (id: string) => `/api/jobs/${encodeURIComponent(id)}/`;
export const eventsPath = (id: string) => `${jobPath(id)}events/`;
export const attemptsPath = (id: string) => `${jobPath(id)}attempts/`;
export const againPath = (id: string) => `${jobPath(id)}again/`;
export const undoPath = (id: string) => `${importPath(id)}undo/`;
export const keptPath = (id: string) => `${undoPath(id)}kept/`;
export const issuesPath = (id: string) => `${importPath(id)}issues/`;
export const rejectsPath = (id: string) => `${importPath(id)}rejects/`;
export const rejectsFile = (id: string, format: "csv" | "csv-safe" | "xlsx") =>
  `${rejectsPath(id)}?format=${format}`;
