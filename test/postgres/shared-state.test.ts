import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { MINUTE } from "../../src/clock.ts";
import { demoAdminToken } from "../../src/demo/shop.ts";
import { demoItems } from "../../src/protocols/acp/words/examples.ts";
import type { ShopProcess } from "../e2e/shop-process.ts";
import { eventually } from "../jobs/workshop.ts";
import { lampOfFive } from "../lamp.ts";
import { headerOf, startMailServer } from "../mail/smtp-process.ts";
import { hasPostgres, startPostgres } from "../postgres-server.ts";
import { buy, createOf, send, sendAsMerchant } from "./agent.ts";
import { openShopOfProcesses, type ShopOfProcesses } from "./shop-of-processes.ts";

/** Requests a minute of each agent, and of each address that is nobody's. */
const RATE_LIMIT = 240;
/** Different wrong codes a minute of one agent, after which no other is looked up: see src/discounts/code-guesses.ts. */
const WRONG_CODES = 20;
const otherSettings = "other processes of this shop have other settings or secrets";

describe.skipIf(!hasPostgres).each([2, 4])("%d processes", (count) => {
  const stack = new AsyncDisposableStack();
  let shop: ShopOfProcesses;
  let mailServer: Awaited<ReturnType<typeof startMailServer>>;

  beforeAll(async () => {
    mailServer = stack.use(await startMailServer());
    const source = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => new Response(`${JSON.stringify(lampOfFive)}\n`),
    });
    stack.defer(() => source.stop(true));
    shop = stack.use(
      await openShopOfProcesses({
        processes: count,
        shopToml: `\n[catalog]\nsource = "${source.url}lamps.jsonl"\nformat = "jsonl"\n`,
        environment: {
          RATE_LIMIT: String(RATE_LIMIT),
          SMTP_URL: mailServer.url,
          ORDER_EMAIL_TO: "owner@harbour.example",
        },
      }),
    );
  });
  afterAll(() => stack.disposeAsync());

  /** The process that has the turn, of all of them. */
  const turn = (index: number): ShopProcess => {
    const process = shop.processes[index % count];
    if (!process) throw new Error("somebody serves");
    return process;
  };

  /** Makes a key for an agent at the first of them, and waits until all know it. */
  async function keyOf(agent: string): Promise<{ readonly id: string; readonly key: string }> {
    const call = { path: `/agents/${agent}/keys`, body: {}, key: crypto.randomUUID() };
    const { json } = await sendAsMerchant<{ id: string; key: string }>(turn(0), call);
    for (const process of shop.processes) await untilStatus(process, json.key, 404);
    return json;
  }

  const statusWith = async (process: ShopProcess, key: string) =>
    (
      await process.fetch("/carts/cart_1", {
        headers: { authorization: `Bearer ${key}`, "api-version": "2026-04-17" },
      })
    ).status;

  /** Waits until a key is answered so for a cart that is not there: gently, since wrong keys are counted. */
  async function untilStatus(process: ShopProcess, key: string, status: 401 | 404): Promise<void> {
    while ((await statusWith(process, key)) !== status) await Bun.sleep(200);
  }

  test("are each ready", async () => {
    const statuses = await Promise.all(
      shop.processes.map(async (process) => (await process.fetch("/readyz")).status),
    );
    expect(statuses).toEqual(shop.processes.map(() => 200));
  });

  test("say nothing of settings that are the same in different folders, and warn where one differs", async () => {
    const said = async () =>
      (await Promise.all(shop.processes.map((process) => process.log()))).filter((log) =>
        log.includes(otherSettings),
      );
    // Whoever comes last has compared its own with all others.
    const alike = await shop.start();
    expect(await alike.log()).not.toContain(otherSettings);
    expect(await said()).toEqual([]);
    const different = await shop.start({ environment: { ADMIN_TOKEN: `${demoAdminToken}_other` } });
    expect(await different.log()).toContain(otherSettings);
    await eventually(async () => (await said()).length === count);
    for (const process of [alike, different]) {
      process.signal("SIGTERM");
      expect(await process.ended).toBe(0);
    }
  });

  test("let nobody in by a key that was revoked at one of them", async () => {
    const { id, key } = await keyOf("revoked");
    const call = { path: `/keys/${id}/revoke`, body: {}, key: crypto.randomUUID() };
    expect((await sendAsMerchant(turn(1), call)).status).toBe(200);
    expect(await statusWith(turn(1), key)).toBe(401);
    for (const process of shop.processes) await untilStatus(process, key, 401);
  });

  test(`answer an address ${RATE_LIMIT} times a minute among them`, async () => {
    let addresses = 0;
    const answered = async () => {
      addresses += 1;
      const headers = { "x-forwarded-for": `203.0.113.${addresses}` };
      const statuses = await Promise.all(
        shop.processes.flatMap((process) =>
          Array.from(
            { length: RATE_LIMIT },
            async () => (await process.fetch("/nothing", { headers })).status,
          ),
        ),
      );
      return statuses.filter((status) => status !== 429).length;
    };
    // Each learns of the others, and of those that have left, within seconds.
    await eventually(async () => {
      const began = performance.now();
      const total = await answered();
      // Some are allowed anew while it asks.
      const anew = Math.ceil(((performance.now() - began) * RATE_LIMIT) / MINUTE) + count;
      return total >= RATE_LIMIT && total <= RATE_LIMIT + anew;
    });
  });

  test("count the wrong codes of an agent together", async () => {
    const discount = {
      path: "/discounts",
      body: { name: "Ten off", code: "TEN", percent: "10" },
      key: crypto.randomUUID(),
    };
    expect((await sendAsMerchant(turn(0), discount)).status).toBe(201);
    const guesser = await keyOf("guesser");
    const honest = await keyOf("honest");
    const rejected = async (process: ShopProcess, { key }: { readonly key: string }, code: string) => {
      const { path, body } = createOf(demoItems.giftCard);
      const response = await process.fetch(path, {
        method: "POST",
        headers: {
          authorization: `Bearer ${key}`,
          "api-version": "2026-04-17",
          "content-type": "application/json",
          "idempotency-key": crypto.randomUUID(),
        },
        body: JSON.stringify({ ...body, discounts: { codes: [code] } }),
      });
      const created = (await response.json()) as { discounts: { rejected: { code: string }[] } };
      return created.discounts.rejected.map((each) => each.code);
    };
    for (let index = 0; index < WRONG_CODES; index += 1)
      expect(await rejected(turn(index), guesser, `WRONG${index}`)).toEqual([`WRONG${index}`]);
    for (const process of shop.processes) {
      expect(await rejected(process, guesser, "TEN")).toEqual(["TEN"]);
      expect(await rejected(process, honest, "TEN")).toEqual([]);
    }
  });

  test("sell what one of them has fetched from the catalogue's source", async () => {
    for (const process of shop.processes)
      await eventually(async () => (await send(process, createOf("lamp"))).status === 201);
  });

  test("answer with the same feed, under the same ETag", async () => {
    const feeds = await Promise.all(
      shop.processes.map(async (process) => {
        const response = await process.fetch("/feed.jsonl");
        return { etag: response.headers.get("etag"), hash: Bun.hash(await response.text()) };
      }),
    );
    expect(new Set(feeds.map(({ etag, hash }) => `${etag} ${hash}`)).size).toBe(1);
    expect(feeds[0]?.etag).toBeString();
  });

  test("send each mail once", async () => {
    const orders = 6;
    await Promise.all(Array.from({ length: orders }, (_, index) => buy(shop, demoItems.tote, index)));
    const numbers = (await shop.rows("select number from orders order by number")).map(({ number }) =>
      Number(number),
    );
    await eventually(
      async () => (await shop.rows("select 1 from mails where state = 'pending'")).length === 0,
    );
    const subjects = mailServer.posted.map((mail) => headerOf(mail, "Subject"));
    for (const number of numbers) {
      expect(subjects.filter((subject) => subject.startsWith(`Your order ${number} `))).toHaveLength(1);
      expect(subjects.filter((subject) => subject.startsWith(`New order ${number}`))).toHaveLength(1);
    }
    expect(numbers).toHaveLength(orders);
  });
});

describe.skipIf(!hasPostgres)("processes whose server stops", () => {
  test("each say that they are not ready, and that they are when it is there again", async () => {
    await using server = await startPostgres(["recovery_init_sync_method=syncfs"]);
    await using shop = await openShopOfProcesses({
      processes: 2,
      databaseUrl: await server.freshDatabase(),
    });
    const areAll = (status: number) =>
      eventually(async () => {
        const answers = await Promise.all(shop.processes.map((process) => process.fetch("/readyz")));
        return answers.every((answer) => answer.status === status);
      });
    await areAll(200);
    await server.crash();
    await areAll(503);
    await server.start();
    await areAll(200);
    await buy(shop, demoItems.tote);
  });
});
