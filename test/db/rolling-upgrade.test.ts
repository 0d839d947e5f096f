import { expect, test } from "bun:test";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { postgresMigrationsFolder } from "../../db/postgres/migrate.ts";
import { demoItems } from "../../src/protocols/acp/words/examples.ts";
import { demoKeys, putDemoGoods, shopOnDemoTerms } from "../demo-goods.ts";
import { headersFor } from "../e2e/agent.ts";
import { type Program, patience, programs, type ShopProcess, startShop } from "../e2e/shop-process.ts";
import { purchase } from "../faults/purchase.ts";
import { durablePostgres, hasPostgres } from "../postgres-server.ts";
import { rowsIn } from "../shop-database.ts";
import { folderForRun } from "../temporary-folder.ts";
import { addMigration } from "./one-migration-more.ts";

const root = join(import.meta.dir, "../..");
const version = "2026-04-17";
const giftCard = { currency: "usd", capabilities: {}, line_items: [{ id: demoItems.giftCard }] };

/** This program as it may be some day: with one migration more. */
function laterProgram(...statements: readonly string[]): Program {
  const copy = folderForRun("later-program");
  for (const name of ["src", "db", "package.json", "bunfig.toml", "tsconfig.json"])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  addMigration(join(copy, postgresMigrationsFolder.slice(root.length)), ...statements);
  return { name: "later", words: async () => [process.execPath, join(copy, "src/main.ts")] };
}

/** A merchant's shop on a database of its own, and a way to start one more process of it. */
async function openShop() {
  const database = await (await durablePostgres()).freshDatabase();
  await putDemoGoods(database);
  const start = (program: Program | undefined): Promise<ShopProcess> => {
    if (!program) throw new Error("there is a program");
    const folder = folderForRun("process");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "shop.toml"), shopOnDemoTerms);
    return startShop(program, { folder, environment: { ...demoKeys, DATABASE_URL: database } });
  };
  return { database, start };
}

/** Agents that buy at whichever process is among those that serve, one after the other, until they are told to stop. */
function openStreet(serving: readonly ShopProcess[], agents = 4) {
  const refused: unknown[] = [];
  let bought = 0;
  let turn = 0;
  let isOver = false;
  /** Requests that were sent and not answered yet. */
  const underWay = new Map<ShopProcess, number>();

  async function post(path: string, body: object) {
    const shop = serving[turn++ % serving.length];
    if (!shop) throw new Error("somebody serves");
    const count = (more: number) => underWay.set(shop, (underWay.get(shop) ?? 0) + more);
    count(1);
    const response = await shop.fetch(path, {
      method: "POST",
      headers: headersFor(version),
      body: JSON.stringify(body),
    });
    const json: { id?: string; status?: string } = Object(await response.json());
    count(-1);
    if (!response.ok) refused.push({ path, status: response.status, json });
    return json;
  }

  async function buy(): Promise<void> {
    while (!isOver) {
      const { id } = await post("/checkout_sessions", giftCard);
      const { status } = await post(
        `/checkout_sessions/${id}/complete`,
        purchase.complete("spt_sandbox_approved"),
      );
      if (status === "completed") bought += 1;
    }
  }

  const buying = Promise.all(
    Array.from({ length: agents }, () => buy().catch((error: unknown) => void refused.push(error))),
  );
  return {
    /** Settles when so many more were sold; every agent that is still there is heard of. */
    async sells(more: number) {
      const enough = bought + more;
      while (bought < enough && refused.length === 0) await Bun.sleep(5);
    },
    /** Settles when nobody is at a process any more that nobody is sent to: as a balancer lets go of one. */
    async leaves(shop: ShopProcess) {
      while ((underWay.get(shop) ?? 0) > 0 && refused.length === 0) await Bun.sleep(1);
    },
    async close() {
      isOver = true;
      await buying;
      return { bought, refused };
    },
  };
}

test.skipIf(!hasPostgres)(
  "a later program that adds to the tables takes a shop over while it sells, and no request fails (not installed here: apt-get install postgresql)",
  async () => {
    const [today] = programs;
    const { database, start } = await openShop();
    await using first = await start(today);
    const serving = [first];
    const street = openStreet(serving);
    await street.sells(5);
    await using second = await start(
      laterProgram(
        'ALTER TABLE "orders" ADD COLUMN "wrapping" text;',
        'CREATE TABLE "wrappings" ("id" text COLLATE "C" PRIMARY KEY NOT NULL);',
      ),
    );
    serving.push(second);
    await street.sells(10);
    serving.shift();
    await street.leaves(first);
    first.signal("SIGTERM");
    expect(await first.ended).toBe(0);
    await street.sells(5);
    const { bought, refused } = await street.close();
    expect(refused).toEqual([]);
    const numbers = await rowsIn<{ number: number }>(database, "SELECT number FROM orders ORDER BY number");
    expect(numbers.map(({ number }) => number)).toEqual(
      Array.from({ length: bought }, (_, index) => 1001 + index),
    );
    // What was replaced may still come back: nothing that it knows is gone.
    await using again = await start(today);
    expect((await again.fetch("/readyz")).status).toBe(200);
  },
  patience,
);
