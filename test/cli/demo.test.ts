import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { takeDatabase } from "../../db/sqlite/database-owner.ts";
import { DAY, HOUR } from "../../src/clock.ts";
import { serveShop } from "../http/shop-server.ts";
import { eventually } from "../jobs/workshop.ts";
import { smallestShop } from "../settings/load.ts";
import { openTerminal } from "./terminal.ts";

test("a demo shop is filled with orders over the days before now, and what happens around them", async () => {
  const terminal = openTerminal();
  const began = Date.now();
  expect(await terminal.run("demo", "--orders", "20", "--days", "30")).toMatchObject({ code: 0 });
  using database = new Database(join(terminal.directory, "data/demo.db"), { readonly: true });
  const count = (sql: string) => database.query<{ rows: number }, []>(sql).get()?.rows ?? 0;
  expect(count("SELECT count(*) AS rows FROM orders")).toBe(20);
  expect(count("SELECT count(DISTINCT status) AS rows FROM orders")).toBeGreaterThan(2);
  expect(count("SELECT count(*) AS rows FROM refunds")).toBeGreaterThan(0);
  expect(count("SELECT count(*) AS rows FROM checkout_sessions")).toBeGreaterThan(20);
  const [first, last] = ["min", "max"].map((end) => count(`SELECT ${end}(created_at) AS rows FROM orders`));
  expect(first).toBeLessThan(began - 29 * DAY);
  expect(last).toBeGreaterThan(began - 3 * DAY);
  expect(last).toBeLessThanOrEqual(Date.now());
});

test("no merchant's shop is filled with orders that nobody placed, nor is its clock moved", async () => {
  const terminal = openTerminal();
  terminal.file("shop.toml", smallestShop);
  terminal.makeDatabase();
  expect(await terminal.run("demo", "--orders", "5")).toMatchObject({
    code: 1,
    notes: expect.stringContaining("demo shop only"),
  });
  expect(await terminal.run("clock", "--forward", "1d")).toMatchObject({
    code: 1,
    notes: expect.stringContaining("no demo shop"),
  });
});

test("the demo shop's clock moves forward, never back, and a running shop follows", async () => {
  await using shop = await serveShop();
  const terminal = openTerminal({ directory: shop.folder });
  const feedAge = async () => {
    const text = await (await shop.fetch("/metrics")).text();
    return Number(/^checkstand_feed_age_seconds (\d+)/m.exec(text)?.[1]);
  };
  await shop.fetch("/feed.jsonl");
  expect(await feedAge()).toBeLessThan(3_600);
  expect(await terminal.json("clock", "--forward", "12h")).toMatchObject({ ahead_ms: 12 * HOUR });
  expect(await terminal.json("clock", "--forward", "2h")).toMatchObject({ ahead_ms: 14 * HOUR });
  await eventually(async () => (await feedAge()) > 13 * 3_600);
  for (const back of ["-1h", "0d", "tomorrow"]) {
    expect(await terminal.run("clock", `--forward=${back}`)).toMatchObject({ code: 2 });
  }
});

test("a merchant's shop does not open a database whose clock was moved", async () => {
  const terminal = openTerminal();
  terminal.makeDatabase();
  await terminal.json("clock", "--forward", "1d");
  const file = join(terminal.directory, "data/demo.db");
  expect(() => takeDatabase(file, "merchant")).toThrow("can only be thrown away");
});
