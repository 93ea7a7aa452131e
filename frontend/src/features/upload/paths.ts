export const IMPORTS = "/api/imports/";
export const importPath = (id: string) => `${IMPORTS}${encodeURIComponent(id)}/`;

export const SAMPLE = { path: "/api/samples/customers.csv", name: "customers.csv", dataset: "customers" };
