import type { review as english } from "../en/review";
import { count } from "../format";
import { counted, rows } from "./numbers";

export const review: typeof english = {
  review: {
    grid: (file) => `Registros de ${file}`,
    gridHint:
      "Las flechas mueven, Intro edita, Supr descarta el registro, F8 va al error siguiente, Mayús F8 al anterior.",
    outcomesLabel: "Qué sería de las filas",
    all: (n) => `Todas · ${count(n)}`,
    outcomes: {
      inserted: (n) => `Se crearían · ${count(n)}`,
      updated: (n) => `Se actualizarían · ${count(n)}`,
      unchanged: (n) => `Seguirían igual · ${count(n)}`,
      skipped: (n) => `Se omitirían · ${count(n)}`,
      failed: (n) => `Rechazadas · ${count(n)}`,
      unprocessed: (n) => `Sin comprobar · ${count(n)}`,
    },
    line: "Línea",
    takeIn: (line) => `Incluir la línea ${count(line)}`,
    leftAside: "no se importa",
    place: (line, column) => `Línea ${count(line)} · ${column}`,
    wholeRecord: "fila entera",

    tools: "Corregir",
    cell: "La celda actual",
    groups: "Tipos de error",
    allFaults: "Todas las filas rechazadas",
    allMended: "todas corregidas",
    openRows: (open) => `${rows(open)} por corregir`,
    groupChoice: (name, column, open) =>
      `${column ? `${name} · ${column}` : name} · ${open === 0 ? "todas corregidas" : rows(open)}`,
    editedRows: (n) => `Cambiadas a mano · ${count(n)}`,

    nextFault: "Error siguiente",
    previousFault: "Error anterior",
    noFaultLeft: "No queda ningún error.",
    noFaultOfKind: "No queda ningún error de este tipo.",
    faultsByHand: "Los errores que quedan están en filas cambiadas a mano.",
    undo: "Deshacer la última edición",
    redo: "Rehacerla",
    saving: "Guardando",
    saved: (edited) =>
      edited === 0
        ? "Sin ediciones todavía"
        : counted(edited, "fila cambiada · guardada", "filas cambiadas · guardadas"),
    notSaved: (why) => `No se ha guardado: ${why}`,
    saveAgain: "Volver a guardar",
    dismiss: "Cerrar",
    leaveWarning: "Las últimas ediciones aún no se han guardado. ¿Salir de la página de todos modos?",

    fileHas: (text) => `El archivo dice: ${text}`,
    fileHasNothing: "El archivo no tiene nada aquí",
    empty: "vacía",
    edited: "editada",
    leftOut: "Descartada",
    mended: "Corregida",
    edit: "Editar",
    editing: (column) => `Editar ${column}`,
    tooLong:
      "Solo se muestra el principio de esta celda, así que no se puede editar aquí. Descarta la fila y corrígela en el archivo de rechazadas.",
    putBack: "Restablecer lo que dice el archivo",
    leaveOut: "Descartar esta fila",
    takeBackIn: "Recuperar esta fila",
    mendRecord: "Corregir esta fila",

    recordTitle: (line) => `Corregir la fila de la línea ${count(line)}`,
    recordLead: "No se ha podido dividir en columnas. Pon en cada una lo que le corresponde.",
    recordRaw: "La fila como está en el archivo",
    recordSave: "Guardar la fila",

    replace: "Buscar y reemplazar",
    replaceTitle: "Buscar y reemplazar en una columna",
    replaceColumn: "Columna",
    find: "Buscar",
    replaceWith: "Reemplazar por",
    wholeCell: "Solo si es la celda entera",
    matchCase: "Distinguir mayúsculas y minúsculas",
    onlyGroup: (name, column) => `Solo en las filas con ${column ? `«${name}» en ${column}` : `«${name}»`}`,
    replaceIn: (records) => `Reemplazar en ${rows(records)}`,
    foundNowhere: "No está en ninguna fila.",
    counting: "Contando",
    emptyCells: "Si no se busca nada, se rellenan las celdas vacías.",
    notByKeys:
      "Ctrl Z no llega hasta aquí; cada celda se puede restablecer, y todas las ediciones se pueden deshacer a la vez.",

    fixAll: "Corregir todas por igual",
    fixTitle: (name, column) => (column ? `${name} · ${column}` : name),
    fixLead: (n, open) =>
      open === n
        ? counted(n, "fila tiene este error.", "filas tienen este error.")
        : `${counted(n, "fila tenía este error", "filas tenían este error")}; ${open === 0 ? "ya no lo tiene ninguna" : counted(open, "lo tiene todavía", "lo tienen todavía")}.`,
    fixHow: "Qué hacer con ellas",
    fixSet: "Escribir lo mismo en todas",
    fixValue: (column) => `Nuevo texto en ${column}`,
    fixWhich: "En cuáles",
    fixAllRows: "En todas",
    fixOnly: (value) => `Solo donde pone «${value}»`,
    fixOnlyEmpty: "Solo donde está vacía",
    fixConfirm: "Escribirlo",
    fixConfirmAll: (n) => `Escribirlo en ${rows(n)}`,
    fixLeaveOut: "Descartarlas todas",
    fixTakeIn: "Recuperar las descartadas",

    takeAllBack: "Deshacer todas las ediciones",
    takeAllBackTitle: "¿Deshacer todas las ediciones?",
    takeAllBackDetail: (edited) =>
      `${counted(edited, "fila vuelve", "filas vuelven")} a ser como en el archivo, y ya no queda nada descartado. El archivo no se ha cambiado en ningún momento.`,
    keepEdits: "Conservar las ediciones",

    empties: {
      failed: "No se ha rechazado ninguna fila.",
      edited: "No se ha cambiado ninguna fila.",
      other: "No hay ninguna fila así.",
    },
    showAll: "Mostrar todas las filas",

    footer: "Qué hacer con el archivo",
    import: (into) => `Importar ${rows(into)}`,
    importLeaving: (left, into) => `Descartar ${rows(left)} e importar ${count(into)}`,
    importNothing: "Nada que importar",
    allOrNothing: "Importar si todas son válidas",
    importAll: "Importarlo",
    importRest: (left) => `Descartar ${rows(left)} e importar el resto`,
    nothingFits: "Tal como está, no entraría ninguna fila.",
    allOrNothingHint: "Todas las filas son válidas, miradas una por una.",
    allOrNothingBut: (open) =>
      open === 1
        ? "1 fila aún no es válida. Podrán entrar todas juntas cuando se haya corregido o descartado."
        : `${rows(open)} aún no son válidas. Podrán entrar todas juntas cuando se hayan corregido o descartado.`,
    checkAgain: "Comprobar de nuevo",
    keysEdited:
      "Se rechazaron filas porque su clave se repite. Si tus ediciones lo han corregido solo se ve al comprobar de nuevo o al importar.",
    imported: "Esta revisión ya se ha importado.",
    openImport: "Abrir la importación",
    cannotEdit: (reason) => `Estas filas no se pueden editar: ${reason}`,
  },

  mend: {
    footer: "Qué hacer con las filas corregidas",
    merge: (n) => `Combinar ${counted(n, "fila corregida", "filas corregidas")}`,
    setAside: (n) => `Descartar ${rows(n)} definitivamente`,
    nothingYet: "Corrige filas arriba o descártalas; después se combinan con la importación.",
    standing: (open, leftOut) => {
      const left =
        leftOut > 0 ? ` ${counted(leftOut, "fila descartada", "filas descartadas")} a propósito.` : "";
      return open > 0
        ? `${counted(open, "fila sigue con errores y se queda", "filas siguen con errores y se quedan")} aquí.${left}`
        : `No queda nada por corregir.${left}`;
    },
  },
};
