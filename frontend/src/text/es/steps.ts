import type { steps as english } from "../en/steps";

export const steps: typeof english = {
  steps: {
    label: "Pasos de la importación",
    names: {
      upload: "Subir",
      check: "Comprobar",
      map: "Asignar",
      review: "Revisar",
      import: "Importar",
      result: "Resultado",
    },
    at: (number, total, name) => `Paso ${number} de ${total}: ${name}`,
    done: "hecho",
    skipped: "no hace falta",
  },
};
