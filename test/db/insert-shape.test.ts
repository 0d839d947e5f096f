import { expect, test } from "bun:test";
import { InsertShape, insertedTable } from "../../db/postgres/insert-shape.ts";

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
