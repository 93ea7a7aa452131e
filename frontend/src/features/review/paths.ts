export const IMPORTS = "/api/imports/";

export const importPath = (id: string) => `${IMPORTS}${encodeURIComponent(id)}/`;
export const editsPath = (id: string) => `${importPath(id)}edits/`;
export const groupPath = (id: string) => `${editsPath(id)}group/`;
export const replacePath = (id: string) => `${editsPath(id)}replace/`;
export const rejectsPath = (id: string) => `${importPath(id)}rejects/`;
export const jobPath = (id: string) => `/api/jobs/${encodeURIComponent(id)}/`;
export const eventsPath = (id: string) => `${jobPath(id)}events/`;
