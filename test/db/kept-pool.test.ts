import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { ReservedSQL, SQL } from "bun";
import { openKeptPool } from "../../db/postgres/kept-pool.ts";
import { openPool } from "../../db/postgres/pool.ts";
import { eventually } from "../jobs/workshop.ts";
import { hasPostgres, sharedPostgres } from "../postgres-server.ts";

describe.skipIf(!hasPostgres)("connections that stay reserved", () => {
  let url = "";
  let looking: SQL;
  beforeAll(async () => {
    url = await (await sharedPostgres()).freshDatabase();
    looking = openPool(url, 1);
  });
  afterAll(() => looking.close());
  const processOf = async (connection: ReservedSQL | SQL): Promise<number> => {
    const [found] = await connection.unsafe("select pg_backend_pid()").values();
    return Number(found?.[0]);
  };

  test("are taken again by whoever comes next", async () => {
    const { connections, close } = openKeptPool(url, 2, 1);
    const first = await connections.take();
    connections.giveBack(first);
    expect(await connections.take()).toBe(first);
    connections.giveBack(first);
    await close();
  });

  test("leave the pool what is not theirs, however many were taken at once", async () => {
    const { pool, connections, close } = openKeptPool(url, 2, 1);
    const both = [await connections.take(), await connections.take()];
    for (const connection of both) connections.giveBack(connection);
    expect(await processOf(pool)).toBeGreaterThan(0);
    await close();
  });

  test("go to whoever waits for one already", async () => {
    const { connections, close } = openKeptPool(url, 2, 2);
    const [one, other] = [await connections.take(), await connections.take()];
    const waiting = connections.take();
    connections.giveBack(one);
    const third = await waiting;
    expect(await processOf(third)).toBeGreaterThan(0);
    for (const connection of [other, third]) connections.giveBack(connection);
    await close();
  });

  test("are others once one was lost while nobody had it", async () => {
    const { connections, close } = openKeptPool(url, 2, 1);
    const lost = await connections.take();
    const process = await processOf(lost);
    connections.giveBack(lost);
    await looking.unsafe("select pg_terminate_backend($1::int)", [process]);
    const isThere = async () =>
      (await looking.unsafe("select 1 from pg_stat_activity where pid = $1::int", [process]).values())
        .length > 0;
    await eventually(async () => !(await isThere()));
    await eventually(async () => {
      const next = await connections.take();
      const answering = await processOf(next).catch(() => process);
      connections.giveBack(next);
      return answering !== process;
    });
    await close();
  });

  test("let the pool close, though one is given back later", async () => {
    const { connections, close } = openKeptPool(url, 2, 1);
    const late = await connections.take();
    const closing = close();
    connections.giveBack(late);
    expect(await closing).toBeUndefined();
  });
});
