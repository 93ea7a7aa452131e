import type { schema as english } from "../en/schema";
import { count } from "../format";
import { rows } from "./numbers";

export const schema: typeof english = {
  newDataset: {
    byHand: "Nuevo conjunto de datos a mano",
    fromFile: "Nuevo conjunto de datos desde un archivo",
    title: "Nuevo conjunto de datos",
    lead: "Di cómo es una fila válida; después se importan archivos en él. A partir de un archivo, todo esto se reconoce solo.",
    name: "Título del conjunto de datos",
    description: "De qué trata",
    descriptionHint: "Para quien lo busque en la lista.",
    make: "Crear el conjunto de datos",
  },

  schemaEditor: {
    lead: "Cómo es una fila válida. Los archivos que se importan se contrastan con ello.",
    edit: "Editar el esquema",
    title: "Columnas",
    unnamed: "columna nueva",
    faulty: "hay que revisarla",
    name: "Nombre",
    nameHint: "Minúsculas sin acentos, cifras y guiones bajos.",
    nameStays: "Sus valores se guardan con este nombre; lo que se lee en pantalla es el título.",
    type: "Tipo",
    typeHints: {
      string: "Cualquier texto.",
      integer: "Números enteros.",
      number: "Números decimales, conservados con exactitud.",
      boolean: "Verdadero o falso.",
      date: "Días.",
      datetime: "Días con hora; si no hay desfase, UTC.",
      time: "Horas del día.",
      year: "Años del calendario.",
      any: "Lo que sea, como texto.",
    },
    anyText: "cualquier texto",
    stringFormatHint: "Qué aspecto debe tener el texto.",
    parts: {
      title: { label: "Título", hint: "Lo que se lee en lugar del nombre." },
      description: { label: "Descripción" },
      example: { label: "Ejemplo", hint: "Aparece en la plantilla." },
      aliases: { label: "Otros nombres", hint: "Cómo más la pueden llamar los archivos, uno por línea." },
      format: { label: "Formato", hint: "Vacío para ISO, o un patrón como %d/%m/%Y." },
      minimum: { label: "Como mínimo" },
      maximum: { label: "Como máximo" },
      minLength: { label: "Mínimo de caracteres" },
      maxLength: { label: "Máximo de caracteres" },
      pattern: { label: "Patrón", hint: "Una expresión regular que debe cumplir el texto entero." },
      enum: { label: "Valores permitidos", hint: "Uno por línea; si no hay ninguno, vale cualquiera." },
      trueValues: { label: "Se lee como verdadero", hint: "Uno por línea." },
      falseValues: { label: "Se lee como falso", hint: "Uno por línea." },
      decimalChar: { label: "Signo decimal", hint: "Vacío para el punto." },
      groupChar: { label: "Signo de millares", hint: "Vacío para ninguno." },
    },
    rules: "Reglas",
    required: "Obligatoria",
    unique: "Única",
    inKey: "Parte de la clave",
    moveUp: (column) => `Subir ${column}`,
    moveDown: (column) => `Bajar ${column}`,
    remove: (column) => `Quitar ${column}`,
    moved: (column, place, of) => `${column} es ahora la columna ${count(place)} de ${count(of)}`,
    removed: (column) => `Se ha quitado ${column}`,
    putBack: (column) => `Volver a poner ${column}`,
    add: "Añadir una columna",
    blankIsMissing: "Las celdas en blanco están vacías",
    missing: "También se lee como vacío",
    missingHint: "Uno por línea, como ND o –.",
    check: "Comprobar con las filas guardadas",
    checkAgain: "Comprobar de nuevo",
    nothingChanged: "Aún no se ha cambiado nada.",
    checking: "Comprobando las filas guardadas",
    applying: "Cambiando el conjunto de datos",
    stopChecking: "Dejar de comprobar",
    stopApplying: "Detener",
    stopped: "Se detuvo antes de acabar; no se ha cambiado nada.",
    violated: (rules) =>
      rules === 1
        ? "Hay filas guardadas que no cumplen una de estas reglas"
        : `Hay filas guardadas que no cumplen ${count(rules)} de estas reglas`,
    violatedDetail:
      "No se ha cambiado nada. Relaja las reglas, o corrige las filas con una importación, y comprueba de nuevo.",
    violation: (message, n) => `${message} ${rows(n)}.`,
    sample: (value, row) => `«${value}» en la fila ${row}`,
    more: (n) => `y ${count(n)} más`,
    foundBefore: "Lo que encontró la última comprobación",
    ready: (n) =>
      n === 0
        ? "No hay filas que puedan incumplirlas"
        : n === 1
          ? "La única fila cumple estas reglas"
          : `Las ${rows(n)} cumplen estas reglas`,
    readyDetail: "Aún no se ha cambiado nada. Repasa los cambios y aplícalos.",
    wouldChange: "Qué cambia",
    apply: (n) => (n === 1 ? "Aplicar el cambio" : `Aplicar ${count(n)} cambios`),
    applyTitle: (n) => (n === 1 ? "¿Aplicar este cambio?" : `¿Aplicar estos ${count(n)} cambios?`),
    applyDetail: (n, changes) =>
      `${changes.join(" ")} El conjunto de datos, con ${rows(n)}, cambia de una vez; si para entonces alguna fila ya no cumple las reglas, no cambia nada. No se puede deshacer, y lo que supone para las importaciones anteriores es definitivo.`,
    applyConfirm: "Aplicar",
    applyKeep: "Todavía no",
    applied: "El esquema se ha cambiado",
    discard: "Descartar los cambios",
    close: "Cerrar el editor",
    leave: {
      title: "¿Salir sin estos cambios?",
      detail:
        "Lo que has escrito aquí aún no se ha guardado en ninguna parte. El conjunto de datos queda como está.",
      confirm: "Salir sin ellos",
      keep: "Quedarse aquí",
    },
  },
};
