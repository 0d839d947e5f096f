import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { SQL } from "bun";
import { openPool } from "../../db/postgres/pool.ts";
import type { Value } from "../../db/postgres/queries.ts";
import { SharedReads, takesNoLock } from "../../db/postgres/shared-reads.ts";
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

describe.skipIf(!hasPostgres)("reads of several jobs", () => {
  const numbersTo = `select "number" from generate_series(1, $1::int) as "number" order by "number" desc`;
  const hundredth = "select 100 / $1::int as share";
  let pool: SQL;
  let sent: (readonly Value[])[] = [];
  const read = (text: string, values: readonly Value[]) => {
    sent.push(values);
    return pool.unsafe(text, [...values]).values();
  };
  const reads = () => {
    sent = [];
    return new SharedReads(read);
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
    expect(sent).toHaveLength(1);
  });

  test("that ask for the same are one question", async () => {
    const shared = reads();
    const found = await Promise.all([2, 2, 2].map((length) => shared.ask(numbersTo, [length])));
    expect(found).toEqual([
      [[2], [1]],
      [[2], [1]],
      [[2], [1]],
    ]);
    expect(sent).toEqual([[2]]);
  });

  test("are not given what was asked before they came", async () => {
    const shared = reads();
    const count = "select count(*) from settings where name like $1";
    const early = shared.ask(count, ["late%"]);
    await Promise.resolve();
    await Promise.resolve();
    expect(sent).toHaveLength(1);
    await pool.unsafe("insert into settings (name, value) values ('late', '')");
    expect(await shared.ask(count, ["late%"])).toEqual([[1n]]);
    await early;
  });

  test("are all answered when more come than one statement takes", async () => {
    const shared = reads();
    const lengths = Array.from({ length: 40 }, (_, length) => length);
    const found = await Promise.all(lengths.map((length) => shared.ask(numbersTo, [length])));
    expect(found.map((rows) => rows.length)).toEqual(lengths);
    expect(sent).toHaveLength(3);
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
