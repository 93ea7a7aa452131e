import type { upload as english } from "../en/upload";

export const upload: typeof english = {
  upload: {
    dropHere: "Suelta un archivo aquí o",
    browse: "búscalo",
    dropNow: "Suéltalo para subirlo",
    kinds: (limit) =>
      `CSV, TSV, Excel, JSON Lines; también en zip · hasta ${limit}. También se puede pegar un archivo, o celdas copiadas de una hoja de cálculo.`,
    fileInput: "Elegir un archivo para importar",
    pastedName: "celdas pegadas",
    sampleLead: "¿Es la primera vez?",
    sample: "Probar con un archivo de ejemplo",
    sampleDetail: "1000 clientes, 12 de ellos con errores a propósito.",
    refused: {
      kind: (name, allowed) =>
        `${name} no es un tipo de archivo que se pueda importar. Elige uno que termine en ${allowed}.`,
      empty: (name) => `${name} está vacío: no contiene nada que importar.`,
      large: (name, size, limit) => `${name} ocupa ${size}. El límite es ${limit}.`,
      several: (n) => `Se han recibido ${n} archivos. Importa los archivos de uno en uno.`,
    },

    title: (name) => `Subiendo ${name}`,
    titlePaused: (name) => `La subida de ${name} está en pausa`,
    titleWaiting: (name) => `La subida de ${name} se ha interrumpido`,
    titleStopped: (name) => `La subida de ${name} se ha detenido`,
    titleHere: (name) => `${name} ya está aquí`,
    fetchingSample: "Obteniendo el archivo de ejemplo",
    sent: (sent, total) => `${sent} de ${total}`,
    speed: (speed) => `${speed}/s`,
    left: (time) => `${time} para acabar`,
    measuring: "midiendo la velocidad",
    takingIn: "Enviado. El servidor lo está recogiendo.",
    announce: (name, share) => `Subiendo ${name}: ${share}`,
    meanwhile:
      "Mientras tanto puedes consultar otras páginas. Si cierras esta pestaña, lo que ha llegado se conserva, y para continuar basta con volver a elegir el archivo.",
    cutOff: "Se ha perdido la conexión.",
    byItself: (why) => `${why} La subida continúa sola en cuanto puede; lo que ha llegado se conserva.`,
    missing: (columns, n) =>
      n === 1
        ? `Ninguna columna del archivo parece ser la obligatoria ${columns}. Si tiene otro nombre, se puede asignar en un paso posterior.`
        : `Ninguna columna del archivo parece ser una de las obligatorias ${columns}. Si tienen otros nombres, se pueden asignar en un paso posterior.`,
    pause: "Pausar",
    goOn: "Continuar",
    cancel: "Cancelar la subida",
    cancelled: "La subida se ha cancelado. No se ha importado nada.",
    otherFile: (name) =>
      `Este archivo no es ${name}: el nombre o el tamaño no coinciden. Vuelve a elegir el mismo archivo.`,

    open: "Sin importar todavía",
    share: (share, total) => `Ha llegado el ${share} de ${total}`,
    whole: (size) => `${size}, completo`,
    chooseAgain: "Volver a elegir el archivo para continuar",
    chooseAgainFor: (name) => `Volver a elegir el archivo para continuar: ${name}`,
    continueWith: (name) => `Continuar con ${name}`,
    discard: "Eliminar",
    discardNamed: (name) => `Eliminar ${name}`,
    discardTitle: (name) => `¿Eliminar ${name}?`,
    discardDetail: "Lo que ha llegado se elimina de aquí. El archivo de tu equipo queda como está.",
    discardConfirm: "Eliminar la subida",
    discardKeep: "Conservarla",
  },
};
