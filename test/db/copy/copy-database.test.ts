import { Database as Connection } from "bun:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SQL } from "bun";
import { copyDatabase, type TableContents } from "../../../db/copy/copy-database.ts";
import { openCopyEnds } from "../../../db/copy/open-ends.ts";
import { databaseStatus } from "../../../db/database-status.ts";
import { openShopDatabase } from "../../../db/open-database.ts";
import type { ServingOptions } from "../../../db/open-options.ts";
import { joinNodes } from "../../../db/postgres/nodes.ts";
import { openPool } from "../../../db/postgres/pool.ts";
import type { OpenDatabase } from "../../../src/stores.ts";
import { stoppedClock } from "../../checkout/shop.ts";
import { hasPostgres, type PostgresServer, sharedPostgres } from "../../postgres-server.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { contentsOf, makeFilledShop } from "./filled-shop.ts";
import { locationOf } from "./locations.ts";

const clock = stoppedClock();
const serving: ServingOptions = {
  isChecked: false,
  settingsHash: "same",
  program: "test",
  differs() {},
  woken() {},
  failed() {},
};

async function copy(from: string, to: string): Promise<readonly TableContents[]> {
  await using ends = await openCopyEnds(locationOf(from), locationOf(to));
  return await copyDatabase(ends.source, ends.target, () => {});
}

/** What it was refused with. */
async function refusal(asked: Promise<unknown>): Promise<string> {
  return await asked.then(
    () => "it was done",
    (error: unknown) => String(error),
  );
}

describe.skipIf(!hasPostgres)("a database that is copied", () => {
  const folder = temporaryFolder();
  const original = join(folder.path, "shop.db");
  let server: PostgresServer;

  beforeAll(async () => {
    server = await sharedPostgres();
    makeFilledShop(original);
  });
  afterAll(() => folder[Symbol.dispose]());

  const open = (database: string, isServing = false): Promise<OpenDatabase> =>
    openShopDatabase(
      {
        ...locationOf(database),
        ...(database.startsWith("postgres:") && { path: join(folder.path, "node") }),
      },
      { opener: "merchant", clock, serving: isServing ? serving : undefined },
    );

  describe("to a server and back", () => {
    const returned = join(folder.path, "returned.db");
    let url = "";
    let there: readonly TableContents[] = [];
    let back: readonly TableContents[] = [];

    beforeAll(async () => {
      url = await server.bareDatabase();
      there = await copy(original, url);
      back = await copy(url, returned);
    });

    test("has every row of every table", () => {
      expect(there.filter(({ rows }) => rows === 0)).toEqual([]);
      expect(back).toEqual(there);
      expect(contentsOf(returned)).toEqual(contentsOf(original));
    });

    test("is a shop's at both ends, in which orders are found by their words", async () => {
      for (const database of [returned, url]) {
        const { questions, reads, close } = await open(database);
        expect(await reads.orderIndex.isBehind()).toBe(false);
        const found = await questions.orderList.page({ filter: { text: "jane" }, sort: "newest", limit: 9 });
        expect(found.orders.map(({ number }) => number)).toEqual([1003, 1002, 1001]);
        await close();
      }
    });

    test("goes on with its numbers", async () => {
      for (const database of [returned, url]) {
        const { writer, reads, close } = await open(database);
        const before = await reads.feeds.lastChange();
        await writer.write(async ({ orders, audit }) => {
          expect(await orders.nextNumber()).toBe(1004);
          await audit.append({
            at: clock.now(),
            actor: "dashboard",
            action: "a",
            subject: "new",
            details: {},
          });
        });
        expect(await reads.audit.of("new")).toHaveLength(1);
        expect(before).toBeGreaterThan(0);
        await close();
      }
    });

    test("never overwrites what is there", async () => {
      expect(await refusal(copy(original, url))).toContain("is not empty");
      expect(await refusal(copy(url, original))).toContain("A copy never overwrites");
    });

    test("is told of in its status", async () => {
      const [onFile, onServer] = await Promise.all(
        [original, url].map((each) => databaseStatus(locationOf(each))),
      );
      expect(onFile).toMatchObject({ engine: "SQLite", place: original });
      expect(onServer).toMatchObject({
        engine: "PostgreSQL",
        server: { nodes: [], synchronousCommit: "on", synchronousStandbys: "", standbys: [] },
      });
      for (const status of [onFile, onServer]) {
        expect(status?.migrations.applied).toBe(status?.migrations.known ?? 0);
        expect(status?.tables).toContainEqual({ name: "orders", rows: 3 });
      }
    });
  });

  test("is not served meanwhile, and not copied while a server has its file", async () => {
    const file = join(folder.path, "served.db");
    makeFilledShop(file);
    const empty = await server.bareDatabase();
    const served = await open(file, true);
    expect(await refusal(copy(file, empty))).toContain("Another Checkstand server is running");
    await served.close();
    await using _ends = await openCopyEnds(locationOf(file), locationOf(empty));
    expect(await refusal(open(file, true))).toContain("Another Checkstand server is running");
  });

  test("is not served meanwhile, and not copied while a process serves from its server", async () => {
    const url = await server.freshDatabase();
    const file = join(folder.path, "other.db");
    const pool = openPool(url, 2);
    const node = await joinNodes(pool, url, serving);
    expect(await refusal(copy(url, file))).toContain("is served from just now (by 1)");
    await node.close();
    await using _ends = await openCopyEnds(locationOf(url), locationOf(file));
    await pool.unsafe("set lock_timeout = 50");
    expect(await refusal(joinNodes(pool, url, serving))).toContain("is being copied");
    await pool.close();
  });

  test("is not copied where one row cannot be kept, which is named", async () => {
    const file = join(folder.path, "nul.db");
    makeFilledShop(file);
    using connection = new Connection(file);
    connection.run("UPDATE mails SET document = ? WHERE sequence = ?", ["a\0b", 9_007_199_254_740_002]);
    const url = await server.bareDatabase();
    expect(await refusal(copy(file, url))).toContain(
      "mails 9007199254740002 has the character U+0000 in document",
    );
  });

  test("is copied only from one engine to the other", async () => {
    expect(await refusal(copy(original, join(folder.path, "twin.db")))).toContain("checkstand backup");
  });

  test("to a server and killed meanwhile opens no shop there, is as it was, and is copied again", async () => {
    const url = await server.bareDatabase();
    const before = readFileSync(original);
    await breakOff(original, url, "copying");
    expect(readFileSync(original).equals(before)).toBe(true);
    expect(await refusal(open(url))).toContain("part of a copy");
    expect(await refusal(databaseStatus(locationOf(url)))).toContain("part of a copy");
    await untilFree(url);
    expect((await copy(original, url)).find(({ table }) => table === "orders")?.rows).toBe(3);
    await (await open(url)).close();
  });

  test("to a file and killed at the end opens no shop there, and is copied again", async () => {
    const url = await server.bareDatabase();
    await copy(original, url);
    const file = join(folder.path, "broken-off.db");
    await breakOff(url, file, "comparing");
    expect(await refusal(open(file))).toContain("part of a copy");
    expect(await refusal(databaseStatus(locationOf(file)))).toContain("part of a copy");
    await copy(url, file);
    expect(contentsOf(file)).toEqual(contentsOf(original));
    await (await open(file)).close();
  });

  /** Copies in a process of its own that is killed as it comes to a step. */
  async function breakOff(from: string, to: string, step: string): Promise<void> {
    const child = Bun.spawn([process.execPath, join(import.meta.dir, "copy-until.ts"), from, to, step], {
      stdout: "pipe",
      stderr: "inherit",
    });
    const { value } = await child.stdout.getReader().read();
    expect(new TextDecoder().decode(value)).toBe(`${step}\n`);
    child.kill("SIGKILL");
    await child.exited;
  }

  /** The server takes a moment to notice that a connection is gone. */
  async function untilFree(url: string): Promise<void> {
    await using connection = new SQL(url, { max: 1 });
    const others =
      "select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
    while ((await connection.unsafe(others)).length > 0) await Bun.sleep(20);
  }
});
