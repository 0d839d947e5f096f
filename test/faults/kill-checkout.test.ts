import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { lastingPort } from "../lasting-port.ts";
import { rowsIn } from "../shop-database.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { purchase } from "./purchase.ts";
import { type Answer, databaseIn, runShop, stubbornAgent } from "./running-shop.ts";

/** CI kills a few times; `KILLS=50 bun test test/faults/kill-checkout.test.ts` is the long run. */
const kills = Number(process.env["KILLS"] ?? 5);
const agents = 16;
/** Ends a test that hangs, ms; none should come near it. */
const timeLimit = 300_000 + kills * 20_000;

describe(`a shop killed ${kills} times while ${agents} agents buy`, () => {
  const folder = temporaryFolder();
  const bought: Answer[] = [];
  let retries = 0;

  beforeAll(async () => {
    const port = lastingPort();
    let shop = await runShop(folder.path, port);
    let over = false;
    const until = Date.now() + timeLimit;
    const agent = stubbornAgent(port, () => Date.now() > until);

    async function buy(who: number): Promise<void> {
      for (let count = 0; !over; count++) {
        const key = `${who}-${count}`;
        const created = await agent.send("/checkout_sessions", purchase.create, `create-${key}`);
        if (created.status !== 201)
          throw new Error(`create answered ${created.status} ${JSON.stringify(created.json)}`);
        const path = `/checkout_sessions/${created.json.id}/complete`;
        // Every fourth charge loses its answer as well.
        const token = count % 4 === 3 ? "spt_sandbox_timeout" : "spt_sandbox_approved";
        const completed = await agent.send(path, purchase.complete(token), `complete-${key}`);
        if (completed.status !== 200)
          throw new Error(`complete answered ${completed.status} ${JSON.stringify(completed.json)}`);
        bought.push(completed.json);
      }
    }

    const buying = Promise.all(Array.from({ length: agents }, (_, who) => buy(who)));
    for (let count = 0; count < kills; count++) {
      // Somewhere in the purchases that follow, however fast this machine sells.
      const enough = bought.length + 1 + Math.floor(Math.random() * 2 * agents);
      while (bought.length < enough) await Promise.race([Bun.sleep(Math.random() * 20), buying]);
      shop.kill("SIGKILL");
      await shop.exited;
      shop = await runShop(folder.path, port);
    }
    while (bought.length <= agents) await Promise.race([Bun.sleep(5), buying]);
    over = true;
    await buying;
    retries = agent.retries();
    shop.kill("SIGTERM");
    expect(await shop.exited).toBe(0);
  }, timeLimit + 30_000);

  afterAll(() => folder[Symbol.dispose]());

  const found = async <Row>(query: string) => rowsIn<Row>(await databaseIn(folder.path), query);

  test("was really hit while it worked", () => {
    expect(bought.length).toBeGreaterThan(agents);
    expect(retries).toBeGreaterThan(kills);
  });

  test("completed every session that an agent was told is completed, with one order each", async () => {
    const rows = await found<{ id: string; session_id: string }>("select id, session_id from orders");
    const orders = new Map(rows.map((row) => [row.session_id, row.id]));
    for (const answer of bought) {
      expect(answer.status).toBe("completed");
      expect(orders.get(answer.id)).toBe(answer.order?.id ?? "no order in the answer");
    }
  });

  test("charged exactly once per order and kept nothing for which there is none", async () => {
    const charges = await found<{ attempt_id: string }>(
      "select attempt_id from sandbox_charges order by attempt_id",
    );
    const orders = await found<{ attempt_id: string }>("select attempt_id from orders order by attempt_id");
    expect(charges).toEqual(orders);
  });

  test("left no payment open and no session in progress", async () => {
    expect(await found("select id from payment_attempts where state = 'open'")).toEqual([]);
    expect(await found("select id from checkout_sessions where status = 'in_progress'")).toEqual([]);
  });

  test("subtracted exactly the units it sold", async () => {
    const [sold] = await found<{ units: number }>("select count(*) as units from orders");
    const [reserved] = await found<{ units: number }>(
      "select cast(sum(reserved) as bigint) as units from variants",
    );
    expect(reserved?.units).toBe(sold?.units ?? 0);
  });

  test("numbered orders without gaps", async () => {
    const orders = await found<{ number: number }>("select number from orders order by number");
    const numbers = orders.map((row) => row.number);
    expect(numbers).toEqual(numbers.map((_, index) => 1001 + index));
  });
});
