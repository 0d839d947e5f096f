import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { SQL } from "bun";
import { connectionsOf } from "../../db/postgres/database-connections.ts";
import { openPool } from "../../db/postgres/pool.ts";
import { isByKey, SharedReads, takesNoLock } from "../../db/postgres/shared-reads.ts";
import { hasPostgres, sharedPostgres } from "../postgres-server.ts";

test.each([
  `select "id" from "carts" where "id" = $1 for no key update`,
  `select "id" from "carts" for share`,
  `select pg_advisory_xact_lock($1)`,
  `with gone as (delete from "carts" returning "id") select "id" from gone`,
])("what locks or changes a row is run in a transaction: %s", (text) => {
  expect(takesNoLock(text)).toBe(false);
});

test("a plain look at rows needs no transaction", () => {
  expect(takesNoLock(`select "document" from "carts" where "id" = $1`)).toBe(true);
});

test.each([
  [`select "document" from "carts" where "carts"."id" = $1`, true],
  [`select "id", "document" from "carts" where "carts"."id" = $1 for no key update`, false],
  [`select "document" from "carts" where "carts"."id" > $1`, false],
  [`select "document" from "carts" where "carts"."id" = $1 order by "id" limit $2`, false],
  [`select count(*) from "carts" where "carts"."agent_id" = $1`, false],
])("rows are found by a key, or not: %s", (text, byKey) => {
  expect(isByKey(text)).toBe(byKey);
});

describe.skipIf(!hasPostgres)("reads of several jobs", () => {
  const numbersTo = `select "number" from generate_series(1, $1::int) as "number" order by "number" desc`;
  const hundredth = "select 100 / $1::int as share";
  let pool: SQL;
  /** How many statements were sent: each takes a connection. */
  let sent = 0;
  const reads = () => {
    sent = 0;
    const connections = connectionsOf(pool);
    return new SharedReads({
      ...connections,
      take() {
        sent += 1;
        return connections.take();
      },
    });
  };
  beforeAll(async () => {
    pool = openPool(await (await sharedPostgres()).freshDatabase(), 2);
  });
  afterAll(() => pool.close());

  test("that ask at the same time are one statement, and each is given its own rows in their order", async () => {
    const shared = reads();
    const lengths = [3, 0, 1, 2, 5];
    const found = await Promise.all(lengths.map((length) => shared.ask(numbersTo, [length])));
    expect(found).toEqual([[[3], [2], [1]], [], [[1]], [[2], [1]], [[5], [4], [3], [2], [1]]]);
    expect(sent).toBe(1);
  });

  test("that ask for the same are one question", async () => {
    const shared = reads();
    const found = await Promise.all([2, 2, 2].map((length) => shared.ask(numbersTo, [length])));
    expect(found).toEqual([
      [[2], [1]],
      [[2], [1]],
      [[2], [1]],
    ]);
    expect(sent).toBe(1);
  });

  test("are not given what was asked before they came", async () => {
    const shared = reads();
    const count = "select count(*) from settings where name like $1";
    const early = shared.ask(count, ["late%"]);
    await Promise.resolve();
    await Promise.resolve();
    expect(sent).toBe(1);
    await pool.unsafe("insert into settings (name, value) values ('late', '')");
    expect(await shared.ask(count, ["late%"])).toEqual([[1n]]);
    await early;
  });

  test("are all answered when more come than one statement takes", async () => {
    const shared = reads();
    const lengths = Array.from({ length: 40 }, (_, length) => length);
    const found = await Promise.all(lengths.map((length) => shared.ask(numbersTo, [length])));
    expect(found.map((rows) => rows.length)).toEqual(lengths);
    expect(sent).toBe(3);
  });

  test("fail alone where what one of them asks is wrong", async () => {
    const shared = reads();
    const ends = await Promise.allSettled([20, 0, 50].map((by) => shared.ask(hundredth, [by])));
    expect(ends.map((end) => (end.status === "fulfilled" ? end.value : "failed"))).toEqual([
      [[5]],
      "failed",
      [[2]],
    ]);
  });

  test("tell null from the word", async () => {
    const shared = reads();
    const isNull = "select $1::text is null";
    expect(await Promise.all([null, "null"].map((value) => shared.ask(isNull, [value])))).toEqual([
      [[true]],
      [[false]],
    ]);
  });
});
