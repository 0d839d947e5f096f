import { describe, expect, test } from "bun:test";
import { getTableColumns, is, sql } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { InsertShape, insertedTable } from "../../db/postgres/insert-shape.ts";
import { makeQueries } from "../../db/postgres/make-queries.ts";
import { openPool } from "../../db/postgres/pool.ts";
import * as schema from "../../db/postgres/schema.ts";
import { hasPostgres, sharedPostgres } from "../postgres-server.ts";

const insertCart = `insert into "carts" ("id", "body") values ($1, $2)`;
const insertMail = `insert into "mails" ("id", "at") values ($1, default)`;
const cartAndMail = InsertShape.empty.with(insertCart)?.with(insertMail);

test("a job's inserts and its mark are one statement", () => {
  expect(cartAndMail?.statementFor(1)).toStartWith(
    `WITH added_0 AS (insert into "carts" ("id", "body") values ($1, $2)), ` +
      `added_1 AS (insert into "mails" ("id", "at") values ($3, default)) INSERT INTO change_marks`,
  );
  expect(cartAndMail?.statementFor(1)).toContain("VALUES ($4, ");
});

test("the inserts of several jobs are rows of the same statement, with one mark", () => {
  expect(cartAndMail?.statementFor(2)).toStartWith(
    `WITH added_0 AS (insert into "carts" ("id", "body") values ($1, $2), ($3, $4)), ` +
      `added_1 AS (insert into "mails" ("id", "at") values ($5, default), ($6, default)) INSERT INTO change_marks`,
  );
  expect(cartAndMail?.statementFor(2)).toContain("VALUES ($7, ");
});

test("the same inserts are the same shape, whichever job they are of", () => {
  expect(InsertShape.empty.with(insertCart)?.with(insertMail)).toBe(cartAndMail);
});

test("a second insert into a table is not put together with the first", () => {
  expect(cartAndMail?.with(insertCart)).toBeUndefined();
});

test.each([
  `insert into "carts" ("id") select "id" from "sessions"`,
  `insert into "carts" ("id") values ($1) on conflict do nothing`,
  `insert into "carts" ("id") values ($1) returning "id"`,
  `update "carts" set "id" = $1`,
])("what depends on the rows there are is not put together with others: %s", (text) => {
  expect(insertedTable(text)).toBeUndefined();
  expect(InsertShape.empty.with(text)).toBeUndefined();
});

describe.skipIf(!hasPostgres)("the server", () => {
  const tables = Object.values(schema).filter((value) => is(value, PgTable));
  const queries = makeQueries(async () => [], false);

  test("takes the values of every table's rows for the same, whether one job adds them or two do", async () => {
    await using pool = openPool(await (await sharedPostgres()).freshDatabase(), 1);
    const typesFor = async (shape: InsertShape, jobs: number) => {
      await pool.unsafe(`prepare adding as ${shape.statementFor(jobs)}`);
      const [found] = await pool
        .unsafe(
          "select array_to_string(parameter_types, ' ') from pg_prepared_statements where name = 'adding'",
        )
        .values();
      await pool.unsafe("deallocate adding");
      // The last is the mark's.
      return String(found?.[0]).split(" ").slice(0, -1);
    };
    for (const table of tables) {
      const columns = Object.keys(getTableColumns(table));
      const row = Object.fromEntries(columns.map((name) => [name, sql.placeholder(name)]));
      const { sql: text } = queries.insert(table).values(row).toSQL();
      const shape = InsertShape.empty.with(text);
      if (!shape) throw new Error(`${getTableConfig(table).name} is not added to by an insert`);
      const ofOne = await typesFor(shape, 1);
      expect(await typesFor(shape, 2)).toEqual([...ofOne, ...ofOne]);
    }
    expect(tables.length).toBeGreaterThan(20);
  });
});
