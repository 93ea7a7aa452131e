import { count } from "../format";

export const bulkRecords = {
  bulkRecords: {
    dataset: "Conjunto de datos",
    inserted: "Nuevos",
    updated: "Cambiados",
    unchanged: "Sin cambios",
    skipped: "Enviados de nuevo después",
    failed: "Descartados",
    errors: "Registros descartados y por qué",
    record: "Registro",
    field: "Campo",
    reason: "Motivo",
    index: (n: number) => count(n),
    wholeRecord: "todo el registro",
    fromZero: "Los registros se cuentan desde 0, como están en la petición.",

    job: "Tarea",
    when: "Enviado",
    inRequest: "En la petición",
    noneSent: "no enviado",
    gone: "La petición ya no se guarda, así que sus valores no se pueden mostrar.",
    recordOf: (row: number, job: string) => `Registro ${count(row)} de ${job}`,
  },
};
