import { batches } from "./es/batches";
import { bulkRecords } from "./es/bulk-records";
import { check } from "./es/check";
import { common } from "./es/common";
import { datasets } from "./es/datasets";
import { imports } from "./es/imports";
import { jobs } from "./es/jobs";
import { mapping } from "./es/mapping";
import { reports } from "./es/reports";
import { review } from "./es/review";
import { schema } from "./es/schema";
import { settings } from "./es/settings";
import { steps } from "./es/steps";
import { tasks } from "./es/tasks";
import { upload } from "./es/upload";
import type { Catalogue } from "./text";

/**
 * The Spanish of the whole page, by subject. Buttons are infinitives ("Importar"), sentences address
 * the reader as tú, and the same thing has the same name everywhere:
 *
 *   dataset      conjunto de datos      rejected      rechazada
 *   row          fila                   left out      descartada
 *   record       registro               skipped       omitida
 *   column       columna                fault         error
 *   field        campo                  to mend       corregir
 *   header       cabecera               to merge      combinar
 *   key          clave                  to undo       deshacer
 *   cell         celda                  dry run       simulación
 *   upload       subida                 review        revisión
 *   import       importación            the books     recuento
 *   job          tarea                  log           mensajes
 *   queue        cola                   to go on      continuar
 *   worker       trabajador             to resume     reanudar
 *   batch        lote                   to retry      reintentar
 *   schema       esquema                evidence      indicios
 *   report       informe                event         evento
 */
export const es: Catalogue = {
  ...common,
  ...batches,
  ...bulkRecords,
  ...check,
  ...mapping,
  ...imports,
  ...jobs,
  ...datasets,
  ...schema,
  ...reports,
  ...review,
  ...settings,
  ...steps,
  ...tasks,
  ...upload,
};
