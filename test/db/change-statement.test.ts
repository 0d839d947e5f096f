import { describe, expect, test } from "bun:test";
import { eq, getTableColumns, is, sql } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { ChangeStatement } from "../../db/postgres/change-statement.ts";
import { makeQueries } from "../../db/postgres/make-queries.ts";
import { openPool } from "../../db/postgres/pool.ts";
import * as schema from "../../db/postgres/schema.ts";
import { hasPostgres, sharedPostgres } from "../postgres-server.ts";

const insertMail = ChangeStatement.of(`insert into "mails" ("id", "at") values ($1, default)`);
const updateCart = ChangeStatement.of(`update "carts" set "body" = $1 where "carts"."id" = $2`);

test("there is one object for a text", () => {
  expect(ChangeStatement.of(`insert into "mails" ("id", "at") values ($1, default)`)).toBe(insertMail);
});

test("what several jobs add are rows of one statement", () => {
  expect(insertMail.textFor(2)).toBe(`insert into "mails" ("id", "at") values ($1, default), ($2, default)`);
});

test("what one job writes over is written over as it says", () => {
  expect(updateCart.textFor(1)).toBe(`update "carts" set "body" = $1 where "carts"."id" = $2`);
});

test("what several jobs write over are parts of one statement", () => {
  expect(updateCart.textFor(2)).toBe(
    `with changed_0 as (update "carts" set "body" = $1 where "carts"."id" = $2), ` +
      `changed_1 as (update "carts" set "body" = $3 where "carts"."id" = $4) select where false`,
  );
});

test("a row that was seen must still be as it was", () => {
  expect(updateCart.unlessOvertaken.textFor(1)).toBe(
    `with changed_0 as (update "carts" set "body" = $1 where "carts"."id" = $2 and "carts".xmin::text = $3 returning 1) ` +
      "select job_overtaken() where not exists (select from changed_0)",
  );
});

test.each([
  [`update "carts" set "body" = $1 where "carts"."id" = $2`, 1],
  [`update "carts" set "body" = $1 where ("carts"."id" = $2 and "carts"."holder" = $3)`, 1],
  [
    `update "carts" set "n" = "carts"."n" + $2 where "carts"."id" = $1 and ("carts"."n" < $2 or "carts"."free")`,
    0,
  ],
])("its key tells which rows it changes: %s", (text, key) => {
  expect(ChangeStatement.of(text).rows).toEqual({ kind: "keyed", table: "carts", column: "id", key });
});

test.each([
  `insert into "carts" ("id") select "id" from "sessions"`,
  `insert into "carts" ("id") values ($1) on conflict do nothing`,
  `insert into "carts" ("id") values ($1) returning "id"`,
  `update "carts" set "id" = $1`,
  `update "carts" set "id" = $1 where "carts"."id" = $2 or "carts"."body" = $3`,
  `update "carts" set "id" = $1 where "carts"."id" in (select "carts"."id" from "carts" where "carts"."id" = $2)`,
  `delete from "carts" where "carts"."id" = $1`,
])("of what else it depends on, nothing is known: %s", (text) => {
  expect(ChangeStatement.of(text).rows).toEqual({ kind: "any" });
});

test("a row is written over by what names it and nothing else", () => {
  const held = ChangeStatement.of(
    `update "carts" set "body" = $1 where ("carts"."id" = $2 and "carts"."holder" = $3)`,
  );
  expect(updateCart.writesOver("carts", "id", ["body", "cart_1"], "cart_1")).toBe(true);
  expect(updateCart.writesOver("carts", "id", ["body", "cart_2"], "cart_1")).toBe(false);
  expect(updateCart.writesOver("carts", "body", ["body", "cart_1"], "cart_1")).toBe(false);
  expect(updateCart.writesOver("mails", "id", ["body", "cart_1"], "cart_1")).toBe(false);
  expect(held.writesOver("carts", "id", ["body", "cart_1", "me"], "cart_1")).toBe(false);
});

test("only a statement that names a row can be told to find it", () => {
  expect(() => insertMail.checked).toThrow("It names no row that it must find");
});

const queries = makeQueries(async () => [], false);

test.each([schema.checkoutSessions, schema.paymentAttempts, schema.carts, schema.orders])(
  "an update by key, as Drizzle says it, is known to be one",
  (table) => {
    const { sql: text } = queries
      .update(table)
      .set({ document: sql`${sql.placeholder("document")}` })
      .where(eq(table.id, sql.placeholder("id")))
      .toSQL();
    const { name } = getTableConfig(table);
    const statement = ChangeStatement.of(text);
    expect(statement.rows).toEqual({ kind: "keyed", table: name, column: "id", key: 1 });
    expect(statement.writesOver(name, "id", ["", "the key"], "the key")).toBe(true);
  },
);

describe.skipIf(!hasPostgres)("the server", () => {
  const tables = Object.values(schema).filter((value) => is(value, PgTable));

  test("takes the values of every table's rows for the same, whether one job adds them or two do", async () => {
    await using pool = openPool(await (await sharedPostgres()).freshDatabase(), 1);
    const typesFor = async (statement: ChangeStatement, jobs: number) => {
      await pool.unsafe(`prepare adding as ${statement.textFor(jobs)}`);
      const [found] = await pool
        .unsafe(
          "select array_to_string(parameter_types, ' ') from pg_prepared_statements where name = 'adding'",
        )
        .values();
      await pool.unsafe("deallocate adding");
      return String(found?.[0]).split(" ");
    };
    for (const table of tables) {
      const columns = Object.keys(getTableColumns(table));
      const row = Object.fromEntries(columns.map((name) => [name, sql.placeholder(name)]));
      const { sql: text } = queries.insert(table).values(row).toSQL();
      const statement = ChangeStatement.of(text);
      if (statement.rows.kind !== "new") throw new Error(`${getTableConfig(table).name} gets no new rows`);
      const ofOne = await typesFor(statement, 1);
      expect(await typesFor(statement, 2)).toEqual([...ofOne, ...ofOne]);
    }
    expect(tables.length).toBeGreaterThan(20);
  });
});
