import { expect, test } from "bun:test";
import { createLeaseClock } from "../../db/postgres/lease-clock.ts";
import { makeQueries } from "../../db/postgres/make-queries.ts";
import { withoutLock } from "../../db/postgres/seen-row.ts";
import { createStores } from "../../db/postgres/stores.ts";
import { systemClock } from "../../src/clock.ts";
import { asId } from "../../src/ids.ts";
import type { Stores } from "../../src/stores.ts";

test("a row that is locked by one value can be read without a lock, with its revision", () => {
  const text = `select "document" from "carts" where "carts"."id" = $1 for no key update`;
  expect(withoutLock(text)).toEqual({
    text: `select "document", "carts".xmin::text as "revision" from "carts" where "carts"."id" = $1`,
    table: "carts",
    column: "id",
  });
});

test.each([
  `select "document" from "carts" where ("carts"."id" = $1 and "carts"."free") for no key update`,
  `select "document" from "carts" where "carts"."id" = $1 for update`,
  `select "document" from "carts" where "carts"."id" = $1`,
])("what else is locked, or nothing, is read as it says: %s", (text) => {
  expect(withoutLock(text)).toBeUndefined();
});

const lookups: [string, (stores: Stores) => Promise<unknown>][] = [
  ["checkout_sessions", ({ sessions }) => sessions.find(asId("cs_1"))],
  ["payment_attempts", ({ attempts }) => attempts.find(asId("pay_1"))],
  ["carts", ({ carts }) => carts.find(asId("cart_1"))],
];
test.each(lookups)("a job's look at one of %s can be had without a lock", async (table, look) => {
  const asked: string[] = [];
  const queries = makeQueries(async (text) => {
    asked.push(text);
    return [];
  }, true);
  await look(createStores(queries, createLeaseClock(systemClock, false)));
  expect(asked.map((text) => withoutLock(text)?.table)).toEqual([table]);
});
