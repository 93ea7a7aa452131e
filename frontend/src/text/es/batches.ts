import type { batches as english } from "../en/batches";
import { count } from "../format";

const countedIds = (n: number) => `${count(n)} ${n === 1 ? "id" : "ids"}`;
const counted = (n: number) => `${count(n)} ${n === 1 ? "lote" : "lotes"}`;

export const batches: typeof english = {
  batches: {
    title: "Lotes de ids",
    lead: (seconds) =>
      `Los ids se obtienen en lotes de tres. Entre todas las peticiones empieza un lote cada ${seconds}: primero la más urgente y, a igual urgencia, la más antigua.`,
    places: "Tareas, lotes y trabajadores",
    ids: countedIds,
    batches: counted,
    words: { yet_to_start: "En espera", triggered: "En marcha", completed: "Completada" },
    stopped: "Cancelada",
    incomplete: "Completada en parte",
    failed: "Fallida",
    priorities: { HIGH: "Alta", MEDIUM: "Media", LOW: "Baja" },
    priority: "Prioridad",
    status: "Estado",

    gate: {
      title: "La compuerta",
      open: "Próximo inicio",
      shut: "Próximo inicio en",
      seconds: (n) => `${count(n)} s`,
      now: "ahora",
      idle: "Nada espera. El próximo lote empezará de inmediato.",
      due: "El próximo lote empezará en cuanto lo tome un trabajador.",
      going: (every, waiting) => `Un lote cada ${every}, ${waiting} en la fila.`,
      progress: "Tiempo hasta que pueda empezar el próximo lote",
      runsNow: "Obteniendo ahora",
      nothingRuns: "No se está obteniendo ningún lote tuyo.",
      doneOf: (done, total) => `${count(done)} de ${count(total)} obtenidos`,
    },

    line: {
      title: "La fila",
      label: "Los lotes en el orden en que irán",
      position: "Puesto",
      at: "Previsto",
      empty: "Ningún lote espera",
      emptyDetail: "Envía ids: sus lotes se ponen en la fila y empiezan uno tras otro.",
      others: (n) => `${counted(n)} de otros espacios de trabajo por delante`,
      first: (shown, all) => `Los primeros ${count(shown)} de ${count(all)}`,
      total: (own, others) =>
        others === 0 ? counted(own) : `${counted(own)} y ${counted(others)} de otros espacios de trabajo`,
      openRequest: (list) => `Abrir la petición de ${list}`,
    },

    form: {
      title: "Enviar ids",
      ids: "Ids",
      idsHint:
        "Números enteros del 1 al 1.000.000.007, separados por comas, espacios o líneas; 10.000 como máximo.",
      priority: "Prioridad",
      count: (n, parts) => `${countedIds(n)} en ${counted(parts)}`,
      submit: "Enviar",
      sent: (n) => (n === 1 ? "1 id enviado." : `${count(n)} ids enviados.`),
    },

    list: {
      title: "Peticiones",
      any: "Todas",
      anyPriority: "Cualquier prioridad",
      request: "Petición",
      progress: "Obtenidos",
      created: "Creada",
      actions: "Acciones",
      empty: "Aún no se han pedido ids",
      emptyDetail:
        "Envía algunos, o haz que un programa los mande por POST a /ingest con una clave. Cada petición aparece aquí con su progreso y con lo que resultó de cada id.",
      sample: "Probar con siete ids",
      noMatch: "Ninguna petición coincide",
      noMatchDetail: "Cambia los filtros.",
      clear: "Quitar los filtros",
      of: (list) => `Petición de ${list}`,
      progressOf: (list) => `Progreso de la petición de ${list}`,
      fetched: (n, total) => `${n} de ${total}`,
      notWell: (n) => (n === 1 ? "1 fallido" : `${count(n)} fallidos`),
    },

    cancel: "Cancelar",
    cancelOf: (list) => `Cancelar la petición de ${list}`,
    cancelTitle: "¿Cancelar esta petición?",
    cancelDetail: "Sus lotes salen de la fila. Lo que ya se ha obtenido se conserva.",
    cancelConfirm: "Cancelar la petición",
    cancelKeep: "Dejar que continúe",

    request: {
      title: "Petición de ids",
      close: "Cerrar la petición",
      tabs: "De qué se compone",
      batches: "Lotes",
      results: "Resultados",
      by: "Pedida por",
      created: "Creada",
      finished: "Terminada",
      id: "Su identificador",
      counts: "Lotes",
      standing: (waiting, going, done) =>
        `${count(waiting)} en espera, ${count(going)} en marcha, ${count(done)} completados`,
      batchNumber: "Lote",
      idsOf: "Ids",
      started: "Empezó",
      jobOf: (list) => `La tarea del lote ${list}`,
      again: (when) => `se reintenta ${when}`,
      number: "Id",
      outcome: "Qué resultó",
      data: "Datos",
      anyOutcome: "Cualquier resultado",
      outcomes: { waiting: "En espera", fetched: "Obtenido", failed: "Fallido", cancelled: "Cancelado" },
      noResults: "Ningún id tiene este resultado",
    },
  },
};
