import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../../db/sqlite/database.ts";
import { demoAdminToken, demoApiKey } from "../../src/demo/shop.ts";
import { isServerUrl } from "../../src/settings/environment.ts";
import { putDemoGoods } from "../demo-goods.ts";
import { patience, programs, type ShopProcess, startShop } from "../e2e/shop-process.ts";
import { isTestedOnPostgres } from "../engines.ts";
import { grantToken } from "../payments/stripe.ts";
import { hasPostgres, type PostgresServer, startPostgres } from "../postgres-server.ts";
import {
  everyWay,
  hostProfiles,
  type ProfileHost,
  profileIn,
  transports,
  whole,
} from "../protocols/ucp/platform.ts";
import { makeStripeShop, payThrough } from "../protocols/ucp/stripe-shop.ts";
import { rowsIn } from "../shop-database.ts";
import { googlePayPayload } from "../stripe/payment-methods.ts";
import { type StripeStandIn, startStripeStandIn } from "../stripe/stand-in.ts";
import { folderForRun } from "../temporary-folder.ts";
import { killAt } from "./payments/kill-at.ts";

/*
 * What buyers pay with is on the attempt that is open and nowhere else: a shop is paid in every version over every
 * transport, declines, refuses, and is killed in the midst; then everything it has said, written and kept is looked
 * through for every token there was.
 */

const [fromSource] = programs;
if (!fromSource) throw new Error("there is a program");

/** Everything of a shop that anybody could read. */
class Heard {
  readonly texts: { readonly from: string; readonly text: string }[] = [];

  add(from: string, text: string): void {
    this.texts.push({ from, text });
  }

  /** Where any of the marks is. */
  holding(marks: readonly string[]): readonly string[] {
    return this.texts.filter(({ text }) => marks.some((mark) => text.includes(mark))).map(({ from }) => from);
  }
}

/** Every row of a database as text, by table. */
async function rowsOf(
  database: string,
): Promise<readonly { readonly from: string; readonly text: string }[]> {
  const tables = await rowsIn<{ name: string }>(
    database,
    isServerUrl(database)
      ? "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
      : "SELECT name FROM sqlite_schema WHERE type = 'table'",
  );
  return Promise.all(
    tables.map(async ({ name }) => {
      const rows = await rowsIn(database, `SELECT * FROM "${name}"`);
      const cells = rows.flatMap((row) => Object.values(row));
      const texts = cells.map((cell) =>
        cell instanceof Uint8Array ? Buffer.from(cell).toString() : String(cell),
      );
      return { from: `table ${name}`, text: texts.join("\n") };
    }),
  );
}

/** What is in the files of a folder: database, its log, logs. */
function filesIn(folder: string) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return { from: `file ${name}`, text: readFileSync(file).toString("latin1") };
    });
}

/** Does what a shop does every minute, and the next one here would at once. */
function emptyLogOf(file: string): void {
  const database = openDatabase(file);
  database.emptyLog();
  database.close();
}

/** Everything a merchant can look at: the API's answers, and each page that the dashboard leads to. */
async function lookAround(shop: ShopProcess, heard: Heard, ids: readonly string[]): Promise<void> {
  const bearer = { headers: { authorization: `Bearer ${demoAdminToken}` } };
  const document = Object(await (await shop.fetch("/openapi/admin.json", bearer)).json());
  const paths = Object.keys(document.paths).filter((path) => document.paths[path].get);
  for (const path of paths) {
    for (const id of path.includes("{") ? ids : [""]) {
      const asked = path.replace(/\{\w+\}/g, id);
      heard.add(asked, await (await shop.fetch(asked, bearer)).text());
    }
  }
  const signedIn = await shop.fetch("/admin/sign-in", {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ token: demoAdminToken }).toString(),
  });
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  const seen = new Set<string>();
  const waiting = ["/admin"];
  for (let path = waiting.pop(); path !== undefined && seen.size < 80; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const page = await (await shop.fetch(path, { headers: { cookie } })).text();
    heard.add(path, page);
    waiting.push(
      ...[...page.matchAll(/href="(\/admin[^"#]*)"/g)].map(([, link = ""]) => link.replaceAll("&amp;", "&")),
    );
  }
  expect(seen.size).toBeGreaterThan(10);
}

describe.each(["SQLite", "PostgreSQL"] as const)("on %s", (engine) => {
  // Where every shop is on a server, there is none in a file.
  const isThere = engine === "SQLite" ? !isTestedOnPostgres : hasPostgres;
  const heard = new Heard();
  let standIn: StripeStandIn;
  let postgres: PostgresServer | undefined;
  let profiles: ProfileHost;
  let told: ReturnType<typeof Bun.serve>;
  let shop: ShopProcess;
  let open: () => Promise<ShopProcess>;
  let folder: string;
  const orders: string[] = [];

  beforeAll(async () => {
    if (!isThere) return;
    standIn = await startStripeStandIn();
    folder = folderForRun("credentials");
    profiles = hostProfiles((path) =>
      Response.json(profileIn(path.slice(1), undefined, `http://127.0.0.1:${told.port}/`)),
    );
    told = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      async fetch(request) {
        heard.add("an event", await request.text());
        return new Response();
      },
    });
    const made = await makeStripeShop(folder, standIn);
    const environment: Record<string, string> = {
      ...made,
      LOG_LEVEL: "debug",
      AGENT_WEBHOOK_URL: `http://127.0.0.1:${told.port}/`,
      AGENT_WEBHOOK_SECRET: "whsec_of_the_agent",
      // Nobody is there: mails stay where they were written.
      SMTP_URL: "smtp://127.0.0.1:9",
      ORDER_EMAIL_TO: "merchant@example.com",
    };
    if (engine === "PostgreSQL") {
      postgres = await startPostgres();
      environment["DATABASE_URL"] = await postgres.freshDatabase();
      await putDemoGoods(environment["DATABASE_URL"]);
    }
    open = () => startShop(fromSource, { folder, environment });
    shop = await open();
  }, patience);
  afterAll(async () => {
    if (!isThere) return;
    await shop[Symbol.asyncDispose]();
    told.stop(true);
    profiles[Symbol.dispose]();
    await standIn[Symbol.asyncDispose]();
    await postgres?.[Symbol.asyncDispose]();
  });

  /** Every token that anybody paid with, and what was made of it. */
  const marks = () => [
    ...standIn.books.cardTokens.keys(),
    ...standIn.books.tokens.keys(),
    ...standIn.books.paymentMethods.keys(),
  ];

  /** Somebody who asks, of whose answers each is heard. */
  function asking([version, transport]: (typeof everyWay)[number]) {
    const heardShop = {
      fetch: async (path: string, init?: RequestInit) => {
        const response = await shop.fetch(path, init);
        heard.add(`${init?.method} ${path}`, await response.clone().text());
        return response;
      },
    };
    return transports[transport](heardShop, profiles.at(version));
  }

  const byWallet = (card?: string) =>
    payThrough("google_pay", "PAYMENT_GATEWAY", googlePayPayload(standIn.books, card));
  const key = { "x-api-key": demoApiKey };

  test.skipIf(!isThere).each(everyWay)(
    "in %s over %s agents pay, are declined and refused, and say nothing back",
    async (version, transport) => {
      const ask = asking([version, transport]);
      const pay = async (payment: object) => {
        const { body } = await ask("POST", "/checkout-sessions", whole, key);
        return (await ask("POST", `/checkout-sessions/${body.id}/complete`, payment, key)).body;
      };
      const paid = await pay(byWallet());
      const shared = await pay(
        payThrough("stripe_payments", "stripe_payment_token", await grantToken(standIn)),
      );
      for (const { status, order } of [paid, shared]) {
        expect(status).toBe("completed");
        orders.push(order.id);
        await ask("GET", `/orders/${order.id}`, undefined, key);
      }
      for (const card of [
        "pm_card_chargeDeclined",
        "pm_card_authenticationRequired",
        "pm_standin_incorrectNumber",
      ])
        expect((await pay(byWallet(card))).status).not.toBe("completed");
      const token = googlePayPayload(standIn.books);
      for (const [handler, type] of [
        ["nobody's", "PAYMENT_GATEWAY"],
        ["google_pay", "DIRECT"],
        ["stripe_payments", "stripe_payment_token"],
      ] as const)
        expect((await pay(payThrough(handler, type, token))).path).toStartWith("$.payment.instruments[0]");
    },
    patience,
  );

  test.skipIf(!isThere)(
    "a shop that is killed between payment method and charge has it while the payment is open, and charges once",
    async () => {
      const ask = asking(["2026-04-08", "REST"]);
      const { body } = await ask("POST", "/checkout-sessions", whole, key);
      const payment = byWallet();
      const token = [...standIn.books.cardTokens.keys()].at(-1) ?? "";
      const before = standIn.paid().length;
      const isKilled = killAt(standIn, { at: "POST /v1/payment_intents", when: "before" }, shop);
      const again = { ...key, "idempotency-key": crypto.randomUUID() };
      const path = `/checkout-sessions/${body.id}/complete`;
      await ask("POST", path, payment, again).catch(() => {});
      await isKilled();
      heard.add("the log of the shop that was killed", await shop.log());
      const kept = (await rowsOf(shop.database)).filter(({ text }) => text.includes(token));
      expect(kept.map(({ from }) => from)).toEqual(["table payment_attempts"]);

      shop = await open();
      let status: string | undefined;
      while (status !== "completed") {
        status = (await ask("POST", path, payment, again)).body.status;
        if (status !== "completed") await Bun.sleep(100);
      }
      expect(standIn.paid()).toHaveLength(before + 1);
    },
    patience,
  );

  test.skipIf(!isThere)(
    "nothing of it is in tables, files, logs, events, mails, the merchant's API or pages",
    async () => {
      expect(marks().length).toBeGreaterThan(everyWay.length * 6);
      await lookAround(shop, heard, ["1001", ...orders.slice(0, 2)]);
      shop.signal("SIGTERM");
      await shop.ended;
      if (engine === "SQLite") emptyLogOf(shop.database);
      const tables = await rowsOf(shop.database);
      const mails = tables.find(({ from }) => from === "table mails");
      expect(mails?.text).toContain("merchant@example.com");
      expect(heard.texts.some(({ from }) => from === "an event")).toBe(true);
      for (const { from, text } of [...tables, ...filesIn(folder)]) heard.add(from, text);
      expect(heard.holding(marks())).toEqual([]);
      // That they would be found is seen by what an order is known by.
      expect(heard.holding(orders.slice(0, 1))).toContain("table orders");
    },
    patience,
  );
});
