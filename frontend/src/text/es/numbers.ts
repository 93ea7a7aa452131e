import { count } from "../format";

/** "1 fila", "312 filas": the number and the form that goes with it. */
export function counted(n: number, one: string, other: string): string {
  return `${count(n)} ${n === 1 ? one : other}`;
}

export function rows(n: number): string {
  return counted(n, "fila", "filas");
}
