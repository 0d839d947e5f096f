import { expect, test } from "bun:test";
import { ChangeStatement } from "../../db/postgres/change-statement.ts";
import { type JobChanges, mergeChanges } from "../../db/postgres/merged-changes.ts";

const addCart = ChangeStatement.of(`insert into "carts" ("id") values ($1)`);
const addMail = ChangeStatement.of(`insert into "mails" ("id") values ($1)`);
const update = ChangeStatement.of(`update "carts" set "body" = $1 where "carts"."id" = $2`);
const remove = ChangeStatement.of(`delete from "carts" where "carts"."id" = $1`);
const take = ChangeStatement.of(
  `update "goods" set "left" = "goods"."left" - $2 where "goods"."id" = $1`,
).checked;

const job = (...changes: [ChangeStatement, ...string[]][]): JobChanges => ({
  changes: changes.map(([statement, ...values]) => ({ statement, values })),
  counts: [],
});
const taking = (key: string, amount: number): JobChanges => ({
  changes: [],
  counts: [{ statement: take, key, amount }],
});
/** The values of each statement, with how many rows it changes. */
const sent = (...jobs: JobChanges[]) => mergeChanges(jobs).map(({ values }) => values);

test("jobs that ask alike are served by the same statements, in the order of keys", () => {
  const jobs = ["c", "a", "b"].map((id) => job([addCart, id], [addMail, id]));
  expect(sent(...jobs)).toEqual([
    ["a", "b", "c"],
    ["a", "b", "c"],
  ]);
});

test("a job that asks otherwise is served in its own order", () => {
  const jobs = [job([addCart, "a"], [addMail, "a"]), job([addMail, "b"], [addCart, "b"])];
  expect(sent(...jobs)).toEqual([["a"], ["a"], ["b"], ["b"]]);
});

test("a job's own order stands, though it says the same twice", () => {
  expect(sent(job([addCart, "a"], [remove, "a"], [addCart, "a"]))).toEqual([["a"], ["a"], ["a"]]);
});

test("what two jobs write over in the same row is written one after the other", () => {
  const jobs = [job([update, "first", "a"]), job([update, "other", "b"]), job([update, "second", "a"])];
  expect(sent(...jobs)).toEqual([
    ["first", "a", "other", "b"],
    ["second", "a"],
  ]);
});

test("of what nothing is known is done for one job at a time", () => {
  expect(sent(job([remove, "b"]), job([remove, "a"]))).toEqual([["b"], ["a"]]);
});

test("updates go in numbers that are powers of two, so that the server plans few of them", () => {
  const jobs = Array.from({ length: 23 }, (_, index) => job([update, "x", String(index).padStart(2, "0")]));
  expect(mergeChanges(jobs).map(({ values }) => values.length / 2)).toEqual([16, 4, 2, 1]);
});

test("rows go in any number, but no more than sixteen", () => {
  const jobs = Array.from({ length: 23 }, (_, index) => job([addCart, String(index)]));
  expect(mergeChanges(jobs).map(({ values }) => values.length)).toEqual([16, 7]);
});

test("what several take from the same row is taken at once, after everything else, in the order of keys", () => {
  expect(sent(taking("b", 2), taking("a", 1), job([addCart, "c"]), taking("b", 3))).toEqual([
    ["c"],
    ["a", 1, "b", 5],
  ]);
});
