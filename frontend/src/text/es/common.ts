import type { common as english } from "../en/common";
import { count } from "../format";
import { rows } from "./numbers";

export const common: typeof english = {
  product: "DocProcessor",

  skipToContent: "Saltar al contenido",

  loading: "Cargando",

  close: "Cerrar",

  rows,

  errors: {
    unreachable: "El servidor no ha respondido. Comprueba la conexión e inténtalo de nuevo.",
    unreadable: (status) => `El servidor ha respondido ${status} sin decir por qué.`,
    title: "Eso no ha funcionado",
    notFound: "No hay nada en esta dirección",
    notFoundDetail: "Puede que se haya eliminado o que el enlace esté incompleto.",
    broken: "No se ha podido mostrar esta página",
    home: "Ir a Importar",
    again: "Intentar de nuevo",
  },

  nav: {
    label: "Principal",
    import: "Importar",
    history: "Historial",
    jobs: "Tareas",
    datasets: "Datos",
    reports: "Informes",
    settings: "Ajustes",
    account: "Cuenta",
    language: "Idioma",
    signOut: "Cerrar sesión",
    scheme: "Esquema de color",
    light: "Claro",
    dark: "Oscuro",
    auto: "Como el sistema",
  },

  signIn: {
    title: "Iniciar sesión",
    lead: "Convierte hojas de cálculo ajenas en tablas con tipos, sin perder de vista ninguna fila.",
    email: "Correo electrónico",
    password: "Contraseña",
    showPassword: "Mostrar u ocultar lo escrito",
    submit: "Iniciar sesión",
    hint: "El primer acceso se mostró al arrancar el servidor y figura en su archivo .env.",
  },

  status: {
    pending: "En espera",
    processing: "En curso",
    paused: "En pausa",
    completed: "Completada",
    partial: "Parcial",
    failed: "Fallida",
    cancelled: "Cancelada",
    setAside: "Apartada",
    undone: "Deshecha",
  },

  waiting: {
    inLine: (position) => (position <= 1 ? "La siguiente de la cola" : `${count(position)}.ª de la cola`),
    about: (time) => `alrededor de ${time}`,
    noWorker: (queue) =>
      `Ningún trabajador la atiende: inicia uno con python -m docprocessor.launch.worker ${queue}`,
    limit: (limit, what) => `Se ha alcanzado el límite de ${count(limit)} ${what} en curso`,
    ownLimit: (limit, what) =>
      `Se ha alcanzado el límite de ${count(limit)} ${what} en curso de tu espacio de trabajo`,
    imports: "importaciones",
    jobs: "tareas de su tipo",
    gate: (time) => `Empiezan de una en una · la próxima: ${time}`,
    nextTry: (time) => `Próximo intento: ${time}`,
    startsAt: (time) => `Empieza: ${time}`,
    lastTry: (why) => `El último intento falló: ${why}`,
  },

  list: {
    more: "Cargar más",
    loadingMore: "Cargando más",
  },
};
