import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { SQL } from "bun";
import { type JobWriter, openJobWriter } from "../../db/postgres/job-writer.ts";
import { openPool } from "../../db/postgres/pool.ts";
import type { Queries } from "../../db/postgres/queries.ts";
import { startCuttingProxy } from "../postgres/cutting-proxy.ts";
import { hasPostgres, sharedPostgres } from "../postgres-server.ts";

describe.skipIf(!hasPostgres)("jobs that only add rows, and end while others are being committed,", () => {
  let url = "";
  let looking: SQL;
  beforeAll(async () => {
    url = await (await sharedPostgres()).freshDatabase();
    looking = openPool(url, 2);
  });
  afterAll(() => looking.close());

  const openWriter = (pool: SQL): JobWriter<{ queries: Queries }> =>
    openJobWriter(pool, (queries) => ({ queries }), { jobs: 32, connections: 2, patience: 20_000 });
  const adding = (name: string) => (stores: { queries: Queries }) =>
    stores.queries.send(`insert into "settings" ("name", "value") values ($1, $2)`, [name, "1"]);
  /** By its beginning, so that tests do not see each other's. */
  async function rowsNamed(beginning: string): Promise<string[]> {
    const rows = await looking
      .unsafe("select name from settings where starts_with(name, $1) order by name", [beginning])
      .values();
    return rows.map(([name]: readonly unknown[]) => String(name));
  }
  async function countCommits(): Promise<number> {
    const [found] = await looking
      .unsafe("select count(*) from change_marks where starts_with(topic, 'commit ') and changes > 0")
      .values();
    return Number(found?.[0]);
  }
  const names = (beginning: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${beginning} ${String(index).padStart(2, "0")}`);
  const endsOf = async (jobs: readonly Promise<unknown>[]) =>
    (await Promise.allSettled(jobs)).map(({ status }) => status);

  test("share a commit", async () => {
    await using pool = openPool(url, 4);
    const { write } = openWriter(pool);
    const before = await countCommits();
    const wanted = names("shared", 12);
    await Promise.all(wanted.map((name) => write(adding(name))));
    expect(await rowsNamed("shared")).toEqual(wanted);
    expect((await countCommits()) - before).toBe(1);
  });

  test("are all kept where there are more than one commit takes, and more than may be under way", async () => {
    await using pool = openPool(url, 4);
    const { write } = openWriter(pool);
    const wanted = names("many", 99);
    await Promise.all(wanted.map((name) => write(adding(name))));
    expect(await rowsNamed("many")).toEqual(wanted);
  });

  test("suffer nothing from one of them whose row is there already", async () => {
    await using pool = openPool(url, 4);
    const { write } = openWriter(pool);
    await write(adding("taken 01"));
    const ends = await endsOf(names("taken", 4).map((name) => write(adding(name))));
    expect(ends).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
    expect(await rowsNamed("taken")).toEqual(names("taken", 4));
  });

  test("suffer nothing from one of them that adds what cannot be stored", async () => {
    await using pool = openPool(url, 4);
    const { write } = openWriter(pool);
    const ends = await endsOf(["wrong 1", "wrong 2\u0000", "wrong 3"].map((name) => write(adding(name))));
    expect(ends).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await rowsNamed("wrong")).toEqual(["wrong 1", "wrong 3"]);
  });

  test("add the same row once, and only one of them hears that it is kept", async () => {
    await using pool = openPool(url, 4);
    const { write } = openWriter(pool);
    const ends = await endsOf(["twin", "twin", "twin beside"].map((name) => write(adding(name))));
    expect(ends.filter((end) => end === "fulfilled")).toHaveLength(2);
    expect(await rowsNamed("twin")).toEqual(["twin", "twin beside"]);
  });

  test("wait no longer for one that waits for somebody else's row", async () => {
    await using pool = openPool(url, 4);
    const { write } = openWriter(pool);
    const holder = await looking.reserve();
    await holder`BEGIN`;
    await holder.unsafe("insert into settings (name, value) values ('held 0', '')");
    const waiting = write(adding("held 0"));
    const other = looking.unsafe("select pg_sleep(0.1)").then(() => write(adding("held 1")));
    await other;
    expect(await rowsNamed("held")).toEqual(["held 1"]);
    await holder`ROLLBACK`;
    holder.release();
    await waiting;
    expect(await rowsNamed("held")).toEqual(["held 0", "held 1"]);
  });

  test("are each kept once though their connection is cut while they are committed", async () => {
    await using proxy = await startCuttingProxy((await sharedPostgres()).port);
    await using pool = openPool(url.replace(/:\d+\//, `:${proxy.port}/`), 4);
    const { write } = openWriter(pool);
    const wanted = names("cut", 6 * 8);
    for (let cut = 0; cut < 6; cut += 1) {
      proxy.cutNext();
      const jobs = wanted.slice(8 * cut, 8 * (cut + 1)).map((name) => write(adding(name)));
      expect(await endsOf(jobs)).toEqual(Array.from({ length: 8 }, () => "fulfilled"));
      expect(proxy.isDone()).toBe(true);
    }
    expect(Object.values(proxy.made)).toEqual([2, 2, 2]);
    expect(await rowsNamed("cut")).toEqual(wanted);
  });
});
