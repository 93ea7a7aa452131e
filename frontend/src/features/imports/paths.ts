export const IMPORTS = "/api/imports/";

export const importPath = (id: string) => `${IMPORTS}${encodeURIComponent(id)}/`;
export const actPath = (id: string, act: string) => `${importPath(id)}${act}/`;
export const eventsPath = (id: string) => `/api/jobs/${encodeURIComponent(id)}/events/`;
export const attemptsPath = (id: string) => `/api/jobs/${encodeURIComponent(id)}/attempts/`;
export const againPath = (id: string) => `/api/jobs/${encodeURIComponent(id)}/again/`;
export const undoPath = (id: string) => `${importPath(id)}undo/`;
export const keptPath = (id: string) => `${undoPath(id)}kept/`;
export const issuesPath = (id: string) => `${importPath(id)}issues/`;
export const rejectsPath = (id: string, format: "csv" | "csv-safe") =>
  `${importPath(id)}rejects/?format=${format}`;
