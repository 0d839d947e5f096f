/**
 * Runs the deterministic simulation of the money flow over many seeds:
 * `bun scripts/simulate.ts [seeds] [first] [--postgres]`. Each seed is a story in which servers die, disks fail, requests
 * and answers get lost or come late; after each, charges, orders, sessions and stock must agree. Stops at the first seed
 * where they do not, and prints it.
 */
import { Command } from "commander";
import { readWholeNumberOption } from "../src/cli/whole-number.ts";
import { stopSharedPostgres } from "../test/postgres-server.ts";
import { openSimulatedDatabase } from "../test/properties/money/database.ts";
import { type Story, simulate } from "../test/properties/money/simulate.ts";
import { removeFoldersOfRun } from "../test/temporary-folder.ts";

await new Command("bun scripts/simulate.ts")
  .description("Tells stories of faults around the money, until one ends in what does not agree.")
  .argument("[seeds]", "how many stories", readWholeNumberOption, 100_000)
  .argument("[first]", "the seed of the first", readWholeNumberOption, 1)
  .option("--postgres", "keep the shop on PostgreSQL", false)
  .action(simulateAll)
  .parseAsync();
// Servers that died in a story wait for ever for what they had begun.
process.exit();

async function simulateAll(count: number, first: number, choices: { postgres: boolean }): Promise<void> {
  const engine = choices.postgres ? "PostgreSQL" : "SQLite";
  const started = performance.now();
  const database = await openSimulatedDatabase(engine);
  const total: Record<keyof Story, number> = {
    steps: 0,
    crashes: 0,
    charges: 0,
    orders: 0,
    late: 0,
    refunded: 0,
    pages: 0,
    byHand: 0,
    byGooglePay: 0,
  };

  try {
    for (let seed = first; seed < first + count; seed++) {
      const story = await simulate(seed, database);
      total.steps += story.steps;
      total.crashes += story.crashes;
      total.charges += story.charges;
      total.orders += story.orders;
      total.late += story.late;
      total.refunded += story.refunded;
      total.pages += story.pages;
      total.byHand += story.byHand;
      total.byGooglePay += story.byGooglePay;
      const done = seed - first + 1;
      if (process.stderr.isTTY && done % 100 === 0) process.stderr.write(`\r${done} of ${count} seeds`);
      else if (done % 10_000 === 0) process.stderr.write(`${done} of ${count} seeds\n`);
    }
    const seconds = Math.round((performance.now() - started) / 1000);
    process.stdout.write(`${JSON.stringify({ engine, seeds: count, ...total, seconds })}\n`);
  } finally {
    await database.close();
    await stopSharedPostgres();
    removeFoldersOfRun();
  }
}
