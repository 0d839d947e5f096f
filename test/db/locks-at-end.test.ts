import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { SQL } from "bun";
import { createBuyerStore } from "../../db/postgres/buyer-store.ts";
import { type JobWriter, openJobWriter } from "../../db/postgres/job-writer.ts";
import { openPool } from "../../db/postgres/pool.ts";
import type { Queries } from "../../db/postgres/queries.ts";
import { instant } from "../../src/clock.ts";
import { asId, type BuyerId } from "../../src/ids.ts";
import { startCuttingProxy } from "../postgres/cutting-proxy.ts";
import { hasPostgres, sharedPostgres } from "../postgres-server.ts";

type Stores = { readonly queries: Queries };

const readText = `select "value" from "settings" where "settings"."name" = $1 for no key update`;
const writeText = `update "settings" set "value" = $1 where "settings"."name" = $2`;
const addText = `insert into "settings" ("name", "value") values ($1, $2)`;
const countText = `update "settings" set "value" = ("settings"."value"::bigint - $2::bigint)::text
  where "settings"."name" = $1 and "settings"."value"::bigint >= $2::bigint`;

const read = async ({ queries }: Stores, name: string) =>
  String((await queries.rows(readText, [name]))[0]?.[0]);
const write = ({ queries }: Stores, name: string, value: string) => queries.send(writeText, [value, name]);
const addOne = (name: string) => async (stores: Stores) =>
  write(stores, name, String(Number(await read(stores, name)) + 1));

describe.skipIf(!hasPostgres)("jobs that lock what they write over at their end", () => {
  let url = "";
  let looking: SQL;
  let pool: SQL;
  let writer: JobWriter<Stores>;
  const open = (connections: SQL): JobWriter<Stores> =>
    openJobWriter(connections, (queries) => ({ queries }), { jobs: 32, connections: 4, patience: 20_000 });
  beforeAll(async () => {
    url = await (await sharedPostgres()).freshDatabase();
    looking = openPool(url, 2);
    pool = openPool(url, 8);
    writer = open(pool);
  });
  afterAll(async () => {
    await writer.close();
    await pool.close();
    await looking.close();
  });

  const put = (name: string, value: string) =>
    looking.unsafe(
      "insert into settings (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value",
      [name, value],
    );
  async function valueUnder(name: string): Promise<string> {
    const [found] = await looking.unsafe("select value from settings where name = $1", [name]).values();
    return String(found?.[0]);
  }
  async function countCommits(): Promise<number> {
    const [found] = await looking
      .unsafe("select count(*) from change_marks where starts_with(topic, 'commit ') and changes > 0")
      .values();
    return Number(found?.[0]);
  }

  test("are committed together, each with its own row", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `own ${index}`);
    for (const name of names) await put(name, "1");
    const before = await countCommits();
    await Promise.all(names.map((name) => writer.write(addOne(name), "at_end")));
    expect(await Promise.all(names.map(valueUnder))).toEqual(names.map(() => "2"));
    expect((await countCommits()) - before).toBe(1);
  });

  test("lose nothing of what they do to the same row at the same time", async () => {
    await put("counter", "0");
    await Promise.all(Array.from({ length: 25 }, () => writer.write(addOne("counter"), "at_end")));
    expect(await valueUnder("counter")).toBe("25");
  });

  test("are run again where a row was written over since they read it, and wait for it then", async () => {
    await put("overtaken", "1");
    const seen: string[] = [];
    await writer.write(async (stores) => {
      const value = await read(stores, "overtaken");
      seen.push(value);
      if (seen.length === 1) await put("overtaken", "10");
      await write(stores, "overtaken", `${value}0`);
    }, "at_end");
    expect(seen).toEqual(["1", "10"]);
    expect(await valueUnder("overtaken")).toBe("100");
  });

  test("are run again where a row that they only looked at has changed", async () => {
    await put("looked at", "1");
    await put("written", "0");
    let runs = 0;
    await writer.write(async (stores) => {
      runs += 1;
      const value = await read(stores, "looked at");
      if (runs === 1) await put("looked at", "2");
      await write(stores, "written", value);
    }, "at_end");
    expect([runs, await valueUnder("written")]).toEqual([2, "2"]);
  });

  test("are not heard to fail over what was no longer so", async () => {
    await put("torn", "old");
    let runs = 0;
    const told = await writer.write(async (stores) => {
      runs += 1;
      const value = await read(stores, "torn");
      if (runs === 1) await put("torn", "new");
      if (value === "old") throw new Error("it is old");
      return value;
    }, "at_end");
    expect([runs, told]).toEqual([2, "new"]);
  });

  test("are heard to fail where they fail again with what they read locked", async () => {
    await put("refused", "1");
    const failing = writer.write(async (stores) => {
      throw new Error(`it is ${await read(stores, "refused")}`);
    }, "at_end");
    await expect(failing).rejects.toThrow("it is 1");
  });

  test("are run once though they read a row twice before they write over it twice", async () => {
    await put("twice", "1");
    let runs = 0;
    await writer.write(async (stores) => {
      runs += 1;
      const value = (await read(stores, "twice")) + (await read(stores, "twice"));
      await write(stores, "twice", "soon");
      await write(stores, "twice", value);
    }, "at_end");
    expect([runs, await valueUnder("twice")]).toEqual([1, "11"]);
  });

  test("see what they have changed themselves", async () => {
    await put("own change", "1");
    const seen = await writer.write(async (stores) => {
      await read(stores, "own change");
      await write(stores, "own change", "2");
      return read(stores, "own change");
    }, "at_end");
    expect([seen, await valueUnder("own change")]).toEqual(["2", "2"]);
  });

  test("are run again where they ask for more after a row was written over that they had read", async () => {
    await put("began late", "1");
    let runs = 0;
    await writer.write(async (stores) => {
      runs += 1;
      const value = await read(stores, "began late");
      if (runs === 1) await put("began late", "2");
      await stores.queries.rows(`update "settings" set "value" = $1 where "name" = $2 returning "value"`, [
        `${value} and more`,
        "began late",
      ]);
    }, "at_end");
    expect([runs, await valueUnder("began late")]).toEqual([2, "2 and more"]);
  });

  test("take from a row together what is there, and are run again where it is not", async () => {
    await put("units", "5");
    const tries = Array.from({ length: 20 }, () =>
      writer.write(async (stores) => {
        const [found] = await stores.queries.rows(
          `select "value" from "settings" where "settings"."name" = $1`,
          ["units"],
        );
        if (Number(found?.[0]) === 0) return false;
        await stores.queries.count(countText, "units", 1);
        return true;
      }, "at_end"),
    );
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(5);
    expect(await valueUnder("units")).toBe("0");
  });

  /** Makes something with a number of an order. */
  const numbering = (name: string, isRefused: boolean) => async (stores: Stores) => {
    const number = await stores.queries.nextOrderNumber();
    await stores.queries.send(addText, [`${name} ${number}`, ""]);
    if (isRefused) throw new Error("it is not to be made");
    return number;
  };
  async function numbersOf(name: string): Promise<number[]> {
    const rows = await looking
      .unsafe("select name from settings where starts_with(name, $1)", [`${name} `])
      .values();
    return rows.map(([found]: readonly unknown[]) => Number(String(found).split(" ").at(-1))).toSorted();
  }

  test("number their orders without a gap, though some come to nothing", async () => {
    const first = await writer.write(numbering("numbered", false), "at_end");
    const ends = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) =>
        writer.write(numbering("numbered", index % 7 === 0), "at_end"),
      ),
    );
    const made = ends.filter(({ status }) => status === "fulfilled");
    expect(made).toHaveLength(34);
    expect(await numbersOf("numbered")).toEqual(Array.from({ length: 35 }, (_, index) => first + index));
  });

  test("number on with those that lock at once", async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        writer.write(numbering("mixed", false), index % 2 === 0 ? "at_end" : "at_once"),
      ),
    );
    const sorted = made.toSorted();
    expect(await numbersOf("mixed")).toEqual(sorted);
    expect(sorted).toEqual(sorted.map((_, index) => Number(sorted[0]) + index));
  });

  test("are kept where another that was numbered with them could not be", async () => {
    await put("taken already", "");
    const colliding = async (stores: Stores) => {
      const number = await stores.queries.nextOrderNumber();
      await stores.queries.send(addText, ["taken already", String(number)]);
    };
    const ends = await Promise.allSettled([
      writer.write(numbering("beside", false), "at_end"),
      writer.write(colliding, "at_end"),
      writer.write(numbering("beside", false), "at_end"),
    ]);
    expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    const [one = 0, other = 0] = await numbersOf("beside");
    expect(other - one).toBe(1);
  });

  /** Runs a statement that keeps others waiting until what it gives is disposed of. */
  async function holding(text: string): Promise<AsyncDisposable> {
    const rival = await looking.reserve();
    await rival`BEGIN`;
    await rival.unsafe(text);
    return {
      async [Symbol.asyncDispose]() {
        await rival`ROLLBACK`;
        rival.release();
      },
    };
  }
  const holdNumbers = async () => {
    await writer.write(({ queries }) => queries.nextOrderNumber());
    return holding("select value from settings where name = 'last_order_number' for update");
  };

  test("are kept though another that waits for its number with them fails over something else", async () => {
    await put("empty", "");
    const failing = async ({ queries }: Stores) => {
      const dividing = queries.rows(`select 1 / length("value") from "settings" where "name" = $1`, [
        "empty",
      ]);
      await Promise.all([queries.nextOrderNumber(), dividing]);
    };
    const held = await holdNumbers();
    const ends = Promise.allSettled([
      writer.write(failing, "at_end"),
      writer.write(numbering("patient", false), "at_end"),
    ]);
    await Bun.sleep(100);
    await held[Symbol.asyncDispose]();
    expect((await ends).map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect(await numbersOf("patient")).toHaveLength(1);
  });

  test("read on with a number, though more wait for theirs than there are connections", async () => {
    let runs = 0;
    const numbered = async (stores: Stores) => {
      runs += 1;
      await numbering("reading", false)(stores);
      await stores.queries.rows(`select "id" from "carts" where "carts"."id" = $1`, [String(runs)]);
    };
    const held = await holdNumbers();
    const ends: Promise<void>[] = [];
    for (let job = 0; job < 12; job += 1) {
      ends.push(writer.write(numbered, "at_end"));
      // By then those who come draw by themselves.
      await Bun.sleep(60);
    }
    await held[Symbol.asyncDispose]();
    await Promise.all(ends);
    expect(runs).toBe(12);
    expect(await numbersOf("reading")).toHaveLength(12);
  });

  test("lose nothing of a row that they read while their transaction begins", async () => {
    await put("read beside", "0");
    const adding = async (stores: Stores) => {
      const [value] = await Promise.all([
        read(stores, "read beside"),
        stores.queries.rows(`delete from "settings" where "name" = $1 returning "name"`, ["nobody"]),
      ]);
      await Bun.sleep(20);
      await write(stores, "read beside", String(Number(value) + 1));
    };
    await Promise.all(Array.from({ length: 8 }, () => writer.write(adding, "at_end")));
    expect(await valueUnder("read beside")).toBe("8");
  });

  test.each([
    ["write over", "COMMIT", [2, "rival, then job"]],
    ["write over", "ROLLBACK", [1, "before, then job"]],
    ["look at", "COMMIT", [2, "rival, then job"]],
    ["look at", "ROLLBACK", [1, "before, then job"]],
  ] as const)(
    "that end while another still has a row that they %s hear of its %s",
    async (way, end, expected) => {
      await put("contended", "before");
      await put("outcome", "");
      const rival = await looking.reserve();
      let runs = 0;
      await writer.write(async (stores) => {
        runs += 1;
        const value = await read(stores, "contended");
        if (runs === 1) {
          await rival`BEGIN`;
          await rival`update settings set value = 'rival' where name = 'contended'`;
          setTimeout(() => void rival.unsafe(end).execute(), 100);
        }
        await write(stores, way === "look at" ? "outcome" : "contended", `${value}, then job`);
      }, "at_end");
      rival.release();
      expect([runs, await valueUnder(way === "look at" ? "outcome" : "contended")]).toEqual([...expected]);
    },
  );

  test("make a buyer anew who was erased while they paid", async () => {
    const buyersOf = (queries: Queries) => ({ buyers: createBuyerStore(queries) });
    const buying = openJobWriter(pool, buyersOf, { jobs: 4, connections: 2, patience: 20_000 });
    const buyer = { email: "erased@example.com", firstName: "Ada" };
    const first = asId<BuyerId>("buyer_first");
    await buying.write(({ buyers }) => buyers.remember(first, buyer, instant(1)));
    let runs = 0;
    const remembered = await buying.write(async ({ buyers }) => {
      runs += 1;
      const id = await buyers.remember(asId<BuyerId>("buyer_second"), buyer, instant(2));
      if (runs === 1) await looking.unsafe("delete from buyers where id = $1", [first]);
      return id;
    }, "at_end");
    expect([runs, remembered]).toEqual([2, asId<BuyerId>("buyer_second")]);
    const kept = await looking.unsafe("select id from buyers where email = $1", [buyer.email]).values();
    expect([...kept]).toEqual([[remembered]]);
    await buying.close();
  });

  test("leave nothing to the next job of what they were about to do when they failed", async () => {
    await using narrow = openPool(url, 4);
    const oneByOne = openJobWriter(
      narrow,
      (queries) => ({
        settings: {
          async addAfterLooking(name: string) {
            await queries.rows(`select "id" from "carts" where "carts"."id" = $1`, ["none"]);
            await queries.send(addText, [name, ""]);
          },
          add: (name: string) => queries.send(addText, [name, ""]),
        },
      }),
      { jobs: 1, connections: 2, patience: 20_000 },
    );
    const held = await holding("lock table carts in access exclusive mode");
    const failed = oneByOne.write(async ({ settings }) => {
      const failing = Promise.reject(new Error("it is not to be made"));
      await Promise.all([settings.addAfterLooking("left over"), failing]);
    }, "at_end");
    const next = oneByOne.write(async ({ settings }) => {
      await Bun.sleep(200);
      await settings.add("of the next job");
    }, "at_end");
    await Bun.sleep(50);
    await held[Symbol.asyncDispose]();
    await Promise.allSettled([failed, next]);
    expect(await Promise.all(["left over", "of the next job"].map(valueUnder))).toEqual(["undefined", ""]);
    await oneByOne.close();
  });

  test("are each kept once though their connection is cut while they are committed", async () => {
    await using proxy = await startCuttingProxy((await sharedPostgres()).port);
    await using cut = openPool(url.replace(/:\d+\//, `:${proxy.port}/`), 6);
    const cutWriter = open(cut);
    await put("cut", "0");
    const numbers: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      proxy.cutNext();
      const jobs = Array.from({ length: 4 }, async () => {
        numbers.push(await cutWriter.write(numbering("cut", false), "at_end"));
        await cutWriter.write(addOne("cut"), "at_end");
      });
      await Promise.all(jobs);
    }
    expect(await valueUnder("cut")).toBe("24");
    expect(await numbersOf("cut")).toEqual(numbers.toSorted());
    expect(Math.max(...numbers) - Math.min(...numbers)).toBe(23);
    await cutWriter.close();
  });
});
