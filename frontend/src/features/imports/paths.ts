export const IMPORTS = "/api/imports/";

export const importPath = (id: string) => `${IMPORTS}${encodeURIComponent(id)}/`;
export const cancelPath = (id: string) => `${importPath(id)}cancel/`;
export const retryPath = (id: string) => `${importPath(id)}retry/`;
export const eventsPath = (id: string) => `/api/jobs/${encodeURIComponent(id)}/events/`;
export const issuesPath = (id: string) => `${importPath(id)}issues/`;
export const rejectsPath = (id: string, format: "csv" | "csv-safe") =>
  `${importPath(id)}rejects/?format=${format}`;

export const SAMPLE = { path: "/api/samples/customers.csv", name: "customers.csv", dataset: "customers" };
