import { expect, test } from "bun:test";
import { copyFileSync, renameSync, rmSync } from "node:fs";
import type { Readiness } from "../../src/http/health.ts";
import { makeLog } from "../../src/log.ts";
import { isTestedOnPostgres } from "../engines.ts";
import { buy } from "../http/buy.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { eventually } from "../jobs/workshop.ts";

const items = [{ id: "canvas-tote", quantity: 1 }];

async function readinessOf(shop: ServedShop): Promise<Readiness> {
  return (await (await shop.fetch("/readyz")).json()) as Readiness;
}

/** What may happen to a database's files while its server runs, as a hasty restore does. */
const mishaps: readonly (readonly [name: string, happens: (database: string) => void])[] = [
  ["the file is renamed", (database) => renameSync(database, `${database}.old`)],
  ["the file is removed", (database) => rmSync(database)],
  [
    "a copy is moved into its place",
    (database) => {
      copyFileSync(database, `${database}.copy`);
      renameSync(`${database}.copy`, database);
    },
  ],
  ["its log is removed", (database) => rmSync(`${database}-wal`)],
  ["its log's index is removed", (database) => rmSync(`${database}-shm`)],
];

/** A server looks after its files by itself. */
const inFile = test.skipIf(isTestedOnPostgres);

inFile.each(mishaps)("once %s, no sale is acknowledged, and the shop says so", async (_, happens) => {
  const lines: string[] = [];
  const log = makeLog("info", { write: (line) => void lines.push(line) });
  await using shop = await serveShop({ log });
  await buy(shop.server.url, items);
  happens(shop.databaseFile);
  await expect(buy(shop.server.url, items)).rejects.toThrow("cannot store anything just now");
  expect(await readinessOf(shop)).toMatchObject({
    status: "not_ready",
    checks: { database_file: { state: "failing" } },
  });
  expect((await shop.fetch("/healthz")).status).toBe(200);
  await eventually(() => lines.some((line) => line.includes("the database file is not in its place")));
});

inFile("once the file is back in its place, the shop sells on", async () => {
  await using shop = await serveShop();
  const database = shop.databaseFile;
  renameSync(database, `${database}.old`);
  await expect(buy(shop.server.url, items)).rejects.toThrow("cannot store anything just now");
  renameSync(`${database}.old`, database);
  await eventually(async () => (await readinessOf(shop)).status === "ready");
  await buy(shop.server.url, items);
});
