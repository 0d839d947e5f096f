import { expect, test } from "bun:test";
import { insertedTable, insertsAsOne, takesNoLock } from "../../db/postgres/lone-inserts.ts";

test("several inserts become one statement, each value where it was", () => {
  const carts = { text: `insert into "carts" ("id", "body") values ($1, $2)`, values: ["c", "{}"] };
  const mails = { text: `insert into "mails" ("id", "at") values ($1, default)`, values: ["m"] };
  const marks = { text: "INSERT INTO change_marks VALUES ($1, 1)", values: ["mark"] };

  expect(insertsAsOne([carts, mails, marks])).toEqual({
    text:
      `WITH added_0 AS (insert into "carts" ("id", "body") values ($1, $2)), ` +
      `added_1 AS (insert into "mails" ("id", "at") values ($3, default)) INSERT INTO change_marks VALUES ($4, 1)`,
    values: ["c", "{}", "m", "mark"],
  });
});

test.each([
  `insert into "carts" ("id") select "id" from "sessions"`,
  `insert into "carts" ("id") values ($1) on conflict do nothing`,
  `insert into "carts" ("id") values ($1) returning "id"`,
  `update "carts" set "id" = $1`,
])("what depends on the rows there are is not put together with others: %s", (text) => {
  expect(insertedTable(text)).toBeUndefined();
});

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
