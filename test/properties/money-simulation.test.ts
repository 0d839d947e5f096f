import { expect, test } from "bun:test";
import { testedEngine } from "../engines.ts";
import { openSimulatedDatabase } from "./money/database.ts";
import { simulate } from "./money/simulate.ts";

/** `bun scripts/simulate.ts` runs any number more. */
const SEEDS = 60;

test("whatever dies, gets lost or comes late: as many charges as orders as completed sessions, and no unit lost", async () => {
  const database = await openSimulatedDatabase(testedEngine.name);
  let orders = 0;
  let crashes = 0;
  let byHand = 0;
  let byGooglePay = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const story = await simulate(seed, database);
    orders += story.orders;
    crashes += story.crashes;
    byHand += story.byHand;
    byGooglePay += story.byGooglePay;
  }
  // Stories in which nothing is bought or nothing dies would prove nothing.
  expect(orders).toBeGreaterThan(SEEDS / 2);
  expect(crashes).toBeGreaterThan(SEEDS / 4);
  expect(byHand).toBeGreaterThan(SEEDS / 8);
  expect(byGooglePay).toBeGreaterThan(SEEDS / 20);
}, 300_000);

test("the same seed tells the same story", async () => {
  const database = await openSimulatedDatabase(testedEngine.name);
  for (const seed of [7, 77]) expect(await simulate(seed, database)).toEqual(await simulate(seed, database));
});
