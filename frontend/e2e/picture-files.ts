import { readFile } from "node:fs/promises";
import { csv } from "./support.ts";

const ITEMS = ["Desk lamp", "Office chair", "Notebook A5", "Monitor arm", "Whiteboard", "Cable set"];
const STATES = ["paid", "paid", "paid", "open", "returned"];

/** Orders of a shop, every one valid. */
export function orders(count: number, from = 1): Buffer {
  return csv([
    "order_no,ordered_on,customer_id,item,quantity,unit_price,state",
    ...Array.from({ length: count }, (_, n) => order(from + n).join(",")),
  ]);
}

function order(number: number): (string | number)[] {
  const day = String((number % 28) + 1).padStart(2, "0");
  const month = String((Math.floor(number / 28) % 12) + 1).padStart(2, "0");
  return [
    `A-${20_000 + number}`,
    `2025-${month}-${day}`,
    1001 + ((number * 37) % 1000),
    ITEMS[number % ITEMS.length] ?? "",
    (number % 5) + 1,
    (9.9 + (number % 40) * 3.15).toFixed(2),
    STATES[number % STATES.length] ?? "",
  ];
}

/** Deliveries under a title, with days that two people would read differently. */
export const DELIVERIES = csv([
  "Deliveries of the spring;;;;",
  "Parcel;Delivered;Weight kg;Postcode;Signed",
  ...Array.from({ length: 60 }, (_, n) => {
    const day = String((n % 12) + 1).padStart(2, "0");
    const month = String((n % 3) + 3).padStart(2, "0");
    return `P-${7000 + n};${day}/${month}/2025;${1 + (n % 9)},${n % 10};0${1000 + n * 13};${n % 4 ? "yes" : "no"}`;
  }),
]);

/** The sample's customers as another program might have them: its own header, some changed, the last ones new. */
export async function exportedCustomers(): Promise<Buffer> {
  const sample = await readFile("../backend/docprocessor/datasets/samples/customers.csv", "utf8");
  const [, ...lines] = sample.split("\n");
  const header = "Customer no,Full name,E-mail address,Country code,Member since,Balance EUR,Active?,Remark";
  return Buffer.from([header, ...lines.map(sinceThen)].join("\n"));
}

function sinceThen(line: string): string {
  const number = Number(/^\d{4}/.exec(line)?.[0]);
  if (number > 1880) return line.replace(/^\d/, "3");
  return number % 6 === 0 ? line.replace(/(\d{4}-\d{2}-\d{2}),(?=\d)/, "$1,1") : line;
}
