/**
 * Buys through every fault of the payment provider and through death at every step, as agents do and as buyers who pay
 * by hand, and prints the table of what came of it: `bun scripts/faults.ts [completes] [deaths]`. Charges, orders and completed sessions must be as many as purchases.
 */
import Table from "cli-table3";
import { type Program, programs } from "../test/e2e/shop-process.ts";
import { type PageDeath, pageDeaths, payThroughDeath } from "../test/faults/payments/dying-page.ts";
import { buyThroughDeath, everyDeath, type Way } from "../test/faults/payments/dying-shop.ts";
import { payThrough } from "../test/faults/payments/faulty-page.ts";
import { buyThrough, type FaultRow } from "../test/faults/payments/faulty-stripe.ts";
import { type FaultName, faults } from "../test/stripe/faults.ts";

/** How often what the purchases buy can be had in one demo shop. */
const DEMO_STOCK = 40;

const completes = Number(process.argv[2] ?? 200);
const dying = Number(process.argv[3] ?? completes);
const names = Object.keys(faults).filter((name): name is FaultName => name in faults);
const rows: FaultRow[] = [];
for (const fault of [...names, "refused" as const]) rows.push(await buyThrough(fault, completes));
for (const fault of names.filter((name) => !name.startsWith("wrong")))
  rows.push(await buyThrough(fault, completes, "the making of a payment method"));
for (const fault of names) rows.push(await buyThrough(fault, completes, "the charge of a payment method"));
for (const fault of names) rows.push(await payThrough(fault, completes));
const [fromSource] = programs;
if (fromSource) {
  for (const [way, death] of everyDeath) rows.push(await die(fromSource, way, death));
  // What these buy never runs out.
  for (const death of Object.keys(pageDeaths).filter((name): name is PageDeath => name in pageDeaths))
    rows.push(await payThroughDeath(fromSource, death, dying));
}

const table = new Table({
  head: ["fault", "completes", "requests", "retried", "charges", "orders", "completed", "doubles"],
  style: { head: [], border: [], compact: true },
});
for (const row of rows) table.push(Object.values(row).map(String));
process.stdout.write(`${table.toString()}\n`);
const isWrong = rows.some(
  ({ completes: wanted, charges, orders, completedSessions, doubles }) =>
    charges !== wanted || orders !== wanted || completedSessions !== wanted || doubles > 0,
);
process.exitCode = isWrong ? 1 : 0;

/** Purchases that die, in as many shops as it takes: the demo shop has only so many of what they buy. */
async function die(program: Program, way: Way, death: string): Promise<FaultRow> {
  const shops = Array.from({ length: Math.ceil(dying / DEMO_STOCK) }, (_, index) =>
    Math.min(DEMO_STOCK, dying - index * DEMO_STOCK),
  );
  let total: FaultRow | undefined;
  for (const purchases of shops) total = added(total, await buyThroughDeath(program, way, death, purchases));
  if (!total) throw new Error("nothing was to die");
  return total;
}

function added(total: FaultRow | undefined, row: FaultRow): FaultRow {
  if (!total) return row;
  return {
    fault: row.fault,
    completes: total.completes + row.completes,
    requests: total.requests + row.requests,
    retried: total.retried + row.retried,
    charges: total.charges + row.charges,
    orders: total.orders + row.orders,
    completedSessions: total.completedSessions + row.completedSessions,
    doubles: total.doubles + row.doubles,
  };
}
