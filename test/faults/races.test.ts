import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { demoApiKey } from "../../src/demo/shop.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { lampOfFive } from "../lamp.ts";
import { onTestedEngine } from "../on-tested-engine.ts";
import { rowsIn } from "../shop-database.ts";
import { purchase } from "./purchase.ts";
import type { Answer } from "./running-shop.ts";

let shop: ServedShop;
beforeAll(async () => {
  shop = await serveShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

async function send(path: string, body: object, key: string = crypto.randomUUID()) {
  const response = await shop.fetch(path, {
    method: "POST",
    headers: {
      authorization: `Bearer ${demoApiKey}`,
      "api-version": "2026-04-17",
      "content-type": "application/json",
      "idempotency-key": key,
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, json: (await response.json()) as Answer };
}

const create = async (items: object[] = purchase.create.line_items) =>
  (await send("/checkout_sessions", { ...purchase.create, line_items: items })).json.id;
const complete = (id: string, key?: string) =>
  send(`/checkout_sessions/${id}/complete`, purchase.complete("spt_sandbox_approved"), key);

const found = <Row>(query: string) => rowsIn<Row>(shop.database, query);
const count = async (query: string) => (await found<{ n: number }>(query))[0]?.n ?? 0;

describe("200 pairs of completes at once", () => {
  const pairs = 200;
  const ids: string[] = [];
  const answers: Awaited<ReturnType<typeof complete>>[] = [];

  beforeAll(async () => {
    for (let pair = 0; pair < pairs; pair++) ids.push(await create());
    const racing = ids.flatMap((id) => [complete(id), complete(id)]);
    answers.push(...(await Promise.all(racing)));
  }, 300_000);

  test("are both told of the one order", () => {
    for (let pair = 0; pair < pairs; pair++) {
      const [one, other] = [answers[2 * pair], answers[2 * pair + 1]];
      expect([one?.status, other?.status]).toEqual([200, 200]);
      expect(one?.json.order?.id).toBe(other?.json.order?.id ?? "none");
    }
  });

  test("make one charge and one order a pair", async () => {
    expect(await count("select count(*) as n from orders")).toBe(pairs);
    expect(await count("select count(*) as n from sandbox_charges")).toBe(pairs);
    expect(await count("select count(*) as n from payment_attempts where state <> 'succeeded'")).toBe(0);
  });
});

describe("what races a complete", () => {
  const rivals: [string, (id: string) => Promise<{ status: number }>][] = [
    [
      "an update",
      (id) =>
        send(`/checkout_sessions/${id}`, { line_items: [{ ...purchase.create.line_items[0], quantity: 3 }] }),
    ],
    ["a cancel", (id) => send(`/checkout_sessions/${id}/cancel`, {})],
  ];
  test.each(rivals)(
    "%s wins or loses whole: the session is never both",
    async (_, rival) => {
      for (let round = 0; round < 30; round++) {
        const id = await create();
        const [completed, other] = await Promise.all(
          round % 2 === 0 ? [complete(id), rival(id)] : [rival(id), complete(id)].reverse(),
        );
        const orders = await count(`select count(*) as n from orders where session_id = '${id}'`);
        const [session] = await found<{ status: string }>(
          `select status from checkout_sessions where id = '${id}'`,
        );
        expect(orders).toBe(session?.status === "completed" ? 1 : 0);
        expect([200, 405, 409]).toContain(other?.status ?? 0);
        if (orders === 1)
          expect((completed as Awaited<ReturnType<typeof complete>>).json.order).toBeDefined();
      }
    },
    300_000,
  );
});

describe("100 buyers for 5 items", () => {
  test("sell exactly five, and tell the others that none is left", async () => {
    const file = join(shop.folder, "lamp.jsonl");
    await Bun.write(file, `${JSON.stringify(lampOfFive)}\n`);
    const imported = Bun.spawnSync(
      [
        process.execPath,
        join(import.meta.dir, "../../src/main.ts"),
        "catalog",
        "import",
        file,
        "--format",
        "jsonl",
      ],
      { cwd: shop.folder, env: await onTestedEngine(shop.folder, process.env) },
    );
    expect(imported.exitCode, imported.stderr.toString()).toBe(0);

    const before = await count("select count(*) as n from orders");
    const ids = await Promise.all(Array.from({ length: 100 }, () => create([{ id: "lamp" }])));
    const answers = await Promise.all(ids.map((id) => complete(id)));
    const sold = answers.filter((answer) => answer.json.status === "completed");
    expect(sold).toHaveLength(5);
    expect(answers.filter((answer) => answer.status !== 200)).toEqual([]);
    expect((await count("select count(*) as n from orders")) - before).toBe(5);
    expect(await found("select stock, reserved from variants where id = 'lamp'")).toEqual([
      { stock: 5, reserved: 5 },
    ]);
  }, 300_000);
});
