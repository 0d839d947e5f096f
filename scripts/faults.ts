/**
 * Buys through every fault of the payment provider and through death at every step, and prints the table of what came
 * of it: `bun scripts/faults.ts [completes] [deaths]`. Charges, orders and completed sessions must be as many as purchases.
 */
import Table from "cli-table3";
import { programs } from "../test/e2e/shop-process.ts";
import { buyThroughDeath, deaths } from "../test/faults/payments/dying-shop.ts";
import { buyThrough, type FaultRow } from "../test/faults/payments/faulty-stripe.ts";
import { type FaultName, faults } from "../test/stripe/faults.ts";

const completes = Number(process.argv[2] ?? 200);
const dying = Number(process.argv[3] ?? completes);
const names = Object.keys(faults).filter((name): name is FaultName => name in faults);
const rows: FaultRow[] = [];
for (const fault of [...names, "refused" as const]) rows.push(await buyThrough(fault, completes));
const [fromSource] = programs;
if (fromSource) for (const death of deaths) rows.push(await buyThroughDeath(fromSource, death, dying));

const table = new Table({
  head: ["fault", "completes", "requests", "retried", "charges", "orders", "completed", "doubles"],
  style: { head: [], border: [], compact: true },
});
for (const row of rows) table.push(Object.values(row).map(String));
process.stdout.write(`${table.toString()}\n`);
const isWrong = rows.some(
  (row) => row.charges !== row.completes || row.orders !== row.completes || row.doubles > 0,
);
process.exitCode = isWrong ? 1 : 0;
