import type { mapping as english } from "../en/mapping";
import { count } from "../format";

export const mapping: typeof english = {
  mapping: {
    title: "Asignar las columnas",
    table: "Tus columnas y su destino",
    column: "Tu columna",
    samples: "Valores",
    field: "Campo",
    status: "Estado",
    fieldOf: (label) => `Campo para ${label}`,
    leaveOut: "Descartar",
    required: (field) => `${field} (obligatorio)`,
    taken: (field, column) => `${field} (ahora, de ${column})`,
    noSamples: "sin valores",
    statuses: {
      matched: "Coincide",
      suggested: "Sugerida",
      chosen: "Elección tuya",
      unmapped: "Sin asignar",
      ignored: "Descartada",
    },
    chosenReason: "Has elegido este campo.",
    ignoredReason: "Has descartado esta columna.",
    missing: (fields, n) =>
      n === 1
        ? `Ninguna columna va al campo obligatorio ${fields}. Elige una abajo.`
        : `Ninguna columna va a los campos obligatorios ${fields}. Elígelas abajo.`,
    complete: "Cada campo obligatorio tiene su columna.",
    forget: "Olvidar la asignación recordada",
    remembered: "Estas columnas se asignaron así la última vez.",
    all: (n) => `Mostrar las ${count(n)} columnas`,

    how: "Cómo entran las filas",
    key: (fields) => `Una fila se reconoce por ${fields}.`,
    noKey: "El conjunto de datos no tiene clave, así que las filas solo se pueden añadir o sustituir todas.",
    needsKey: "Para esto hace falta un conjunto de datos con clave.",
    mode: "Qué pasa con las filas que ya están",
    modes: {
      insert: { name: "Añadir", detail: "Cada registro es una fila nueva." },
      upsert: {
        name: "Añadir y actualizar",
        detail:
          "Un registro cuya clave está en el conjunto de datos cambia esa fila; los demás son filas nuevas.",
      },
      update: {
        name: "Solo actualizar",
        detail: "Un registro cambia la fila con su clave; si su clave no está, se rechaza.",
      },
      replace: {
        name: "Sustituir todo",
        detail:
          "Los registros del archivo ocupan el lugar de todas las filas, de una vez, cuando han entrado todos.",
      },
    },
    duplicates: "Cuando una clave se repite",
    duplicateWays: {
      reject: {
        name: "Rechazar",
        detail: "Un registro cuya clave ya ha aparecido es un error, y se indica cuál fue el primero.",
      },
      skip: { name: "Omitir", detail: "Se pasa por alto y se cuenta." },
      last_wins: { name: "Vale el último", detail: "Los anteriores se pasan por alto." },
    },
    onError: "Cuando un registro no puede entrar",
    errorWays: {
      continue: { name: "Descartarlo", detail: "Los demás entran." },
      abort: { name: "No importar nada", detail: "Entran todos los registros o ninguno." },
    },
    remember: "Recordar esta asignación",
    rememberDetail: "El próximo archivo con estas columnas irá directamente a la revisión.",
  },
};
