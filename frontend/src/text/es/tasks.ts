import type { tasks as english } from "../en/tasks";
import { count } from "../format";
import { counted } from "./numbers";

export const tasks: typeof english = {
  tasks: {
    progress: {
      csv_processing: (done, total) => `${done} de ${total} filas`,
      email_sending: (done, total) => `${done} de ${total} correos`,
      image_processing: (done, total) => `${done} de ${total} imágenes`,
    },

    params: {
      num_rows: "Filas que inventar",
      processing_time: "Segundos que dura",
      upload: "Archivo",
      num_emails: "Número de correos",
      delay_per_email: "Segundos entre correos",
      num_images: "Número de imágenes",
      images: "Tus imágenes",
      target_width: "Ancho en que debe caber",
      target_height: "Alto en que debe caber",
    },

    reason: "Motivo",

    statistics: {
      source: "Origen",
      made: "Filas inventadas",
      file: (name) => `Archivo ${name}`,
      rows: "Filas",
      table: "Estadísticas de cada columna con números",
      column: "Columna",
      count: "Valores",
      others: (n) => `${n} sin número`,
      sum: "Suma",
      average: "Media",
      min: "Mínimo",
      max: "Máximo",
      noNumbers: "Ninguna columna contiene números, así que no hay nada que sumar.",
      histogram: (column, span, counts) =>
        `Cómo se reparten los valores de ${column} en tramos iguales ${span}: ${counts}`,
      bin: (from, to, values) => `De ${from} a ${to}: ${values}`,
      span: (from, to) => `de ${from} a ${to}`,
    },

    emails: {
      sent: "Enviados",
      refused: "Rechazados",
      sentTable: "Correos enviados",
      refusedTable: "Destinatarios rechazados",
      to: "Para",
      subject: "Asunto",
      at: "Cuándo",
      none: "No se ha enviado ningún correo.",
    },

    images: {
      done: "Redimensionadas",
      refused: "Rechazadas",
      list: "Imágenes redimensionadas",
      refusedTable: "Imágenes rechazadas",
      name: "Imagen",
      none: "No se ha podido redimensionar ninguna imagen.",
      alt: (name) => `${name}, redimensionada`,
      open: (name) => `Abrir ${name} en otra pestaña`,
      size: (width, height) => `${width} × ${height}`,
      change: (before, after) => `${before} → ${after}`,
      changeSpoken: (before, after) => `de ${before} a ${after}`,
      gone: "Esta miniatura ya no se conserva.",
    },

    form: {
      between: (min, max) => `De ${min} a ${max}.`,
      atLeast: (min) => `${min} como mínimo.`,
      atMost: (max) => `${max} como máximo.`,
      noDataset: "Ninguno",
      goneDataset: (slug) => `${slug} (ya no existe)`,
      onePerLine: "Una por línea.",
      onePerLineOrComma: "Una por línea; las comas y los puntos y coma también separan.",
      entries: (n) => counted(n, "entrada", "entradas"),
      entryRefused: (n, entry, why) => `Entrada ${count(n)}, ${entry}: ${why}`,
      draft: "Se ha recuperado lo que habías escrito.",
      clear: "Empezar de nuevo",
      notHere: "Espera a que lleguen todos los archivos, o quita los que no llegan.",
    },

    files: {
      some: (n) => counted(n, "archivo", "archivos"),
      choose: "Elegir un archivo",
      chooseAnother: "Elegir otro archivo",
      chooseSome: "Elegir archivos",
      chooseMore: "Elegir más archivos",
      hint: "También puedes soltarlo o pegarlo.",
      hintSome: "También puedes soltarlos o pegarlos.",
      dropNow: "Suéltalo para enviarlo",
      chosen: (label) => `${label}: lo elegido`,
      here: (size) => `${size}, aquí`,
      queued: "Espera su turno",
      sending: (sent, total) => `${sent} de ${total}`,
      takingIn: "Enviado. El servidor lo está recibiendo.",
      progress: (name) => `Subida de ${name}`,
      waiting: (why) => `${why} Continúa por sí sola en cuanto puede.`,
      goOn: "Continuar",
      goOnWith: (name) => `Continuar con ${name}`,
      remove: "Quitar",
      removeNamed: (name) => `Quitar ${name}`,
      earlier: "Un archivo de la tarea anterior",
      gone: "Este archivo ya no se conserva. Quítalo y elígelo otra vez.",
      reading: "Buscándolo",
      most: (n) => `${counted(n, "archivo", "archivos")} como máximo.`,
      standing: (here, onTheWay) =>
        onTheWay === 0
          ? here === 1
            ? "1 archivo está aquí."
            : `${count(here)} archivos están aquí.`
          : `${count(onTheWay)} en camino, ${count(here)} aquí.`,
    },
  },
};
