import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { SQL } from "bun";
import { type JobWriterOptions, openJobWriter } from "../../db/postgres/job-writer.ts";
import { openPool } from "../../db/postgres/pool.ts";
import { RunAgain } from "../../src/storage.ts";
import { eventually } from "../jobs/workshop.ts";
import { hasPostgres, sharedPostgres } from "../postgres-server.ts";

describe.skipIf(!hasPostgres)("the writer of a database that several processes share", () => {
  let pool: SQL;
  beforeAll(async () => {
    pool = openPool(await (await sharedPostgres()).freshDatabase(), 3);
  });
  afterAll(() => pool.close());
  const open = (options: Partial<JobWriterOptions>) =>
    openJobWriter(pool, (queries) => ({ queries }), { jobs: 1, connections: 1, patience: 5, ...options });

  test("is overloaded while jobs wait longer for their turn than anybody should, and does them all", async () => {
    const writer = open({});
    const mayEnd = Promise.withResolvers<void>();
    const first = writer.write(async () => mayEnd.promise);
    expect(writer.isOverloaded()).toBe(false);
    const others = [1, 2, 3].map((number) => writer.write(async () => number));
    await eventually(() => writer.isOverloaded());
    mayEnd.resolve();
    await first;
    expect(await Promise.all(others)).toEqual([1, 2, 3]);
    expect(writer.isOverloaded()).toBe(false);
    await writer.close();
  });

  test("runs a job again for a row that was there already, however often it was overtaken before", async () => {
    const writer = open({});
    const add = `insert into "settings" ("name", "value") values ($1, $2)`;
    await writer.write(({ queries }) => queries.send(add, ["there already", ""]));
    let runs = 0;
    await writer.write(async ({ queries }) => {
      runs += 1;
      if (runs <= 4) throw new RunAgain("another came first");
      if (runs <= 6) await queries.send(add, ["there already", ""]);
    });
    expect(runs).toBe(7);
    await writer.close();
  });

  test("tries what has waited while the server was away once, and not for as long again", async () => {
    await using nowhere = openPool("postgres://nobody@127.0.0.1:1/none", 1);
    let tries = 0;
    const counted = new Proxy(nowhere, {
      get(pool, name) {
        if (name === "reserve") tries += 1;
        return Reflect.get(pool, name);
      },
    });
    const writer = openJobWriter(counted, (queries) => ({ queries }), {
      jobs: 1,
      connections: 1,
      patience: 200,
    });
    const refused = async () => {
      const end = writer.write(({ queries }) => queries.send("delete from carts"));
      return await end.catch((error: unknown) => (error instanceof Error ? error.name : "?"));
    };
    const first = refused();
    const others = Array.from({ length: 10 }, refused);
    expect(await first).toBe("StorageUnavailable");
    const before = tries;
    expect(new Set(await Promise.all(others))).toEqual(new Set(["StorageUnavailable"]));
    expect(tries - before).toBeLessThanOrEqual(others.length);
    await writer.close();
  });
});
