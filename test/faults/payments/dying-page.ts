import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeShopOnDemoTerms } from "../../demo-goods.ts";
import { type Program, type ShopProcess, startShop } from "../../e2e/shop-process.ts";
import { rowsIn } from "../../shop-database.ts";
import { payOnPage } from "../../stripe/checkout-sessions.ts";
import { SECRET_KEY, type StripeStandIn, startStripeStandIn } from "../../stripe/stand-in.ts";
import { outliveLeases } from "./after-death.ts";
import type { FaultRow } from "./faulty-stripe.ts";
import { killAt } from "./kill-at.ts";
import { ask, formIn, pathOf } from "./page-buyer.ts";

const OPEN = "POST /v1/checkout/sessions";
const LOOK = "GET /v1/checkout/sessions/:id";
const EXPIRE = "POST /v1/checkout/sessions/:id/expire";

/** Where the shop is killed while a buyer pays by hand: at what request to Stripe, before or after that has worked. */
export const pageDeaths = {
  "before the page is opened": { at: OPEN, when: "before" },
  "when the page is opened and that is not yet answered": { at: OPEN, when: "after" },
  "when the opening is answered": { at: OPEN, when: "answered" },
  "before the page is closed for a buyer who turns back": { at: EXPIRE, when: "before" },
  "when the page is closed and that is not yet answered": { at: EXPIRE, when: "after" },
  "when the closing is answered": { at: EXPIRE, when: "answered" },
  "before it looks what the buyer has paid": { at: LOOK, when: "before" },
  "when it has heard what the buyer has paid": { at: LOOK, when: "answered" },
} as const;
export type PageDeath = keyof typeof pageDeaths;

/** One of these is sold as often as one likes, and nobody asks where to send it. */
const GOODS = "/buy/gift-card-25:1";

/**
 * Has buyers pay by hand in a shop, a process of its own, that is killed by SIGKILL at the given point of every purchase
 * and started again. They load the page anew and go on, until they have their order.
 */
export async function payThroughDeath(
  program: Program,
  death: PageDeath,
  completes: number,
): Promise<FaultRow> {
  await using standIn = await startStripeStandIn();
  const folder = mkdtempSync(join(tmpdir(), "checkstand-dying-page-"));
  const environment = {
    ...(await makeShopOnDemoTerms(folder)),
    STRIPE_SECRET_KEY: SECRET_KEY,
    STRIPE_API_BASE: standIn.url,
  };
  const street = new Street(standIn, () => startShop(program, { folder, environment }));
  await street.open();
  try {
    for (let count = 0; count < completes; count++) await street.buy(death);
    const paid = standIn.paid();
    const { orders, open, reserved } = await leftIn(street.shop.database);
    if (open > 0 || reserved !== orders)
      throw new Error(`${open} open, ${reserved} units for ${orders} orders`);
    return {
      fault: `by hand, killed ${death}`,
      completes,
      requests: street.requests,
      retried: street.retried,
      charges: paid.length,
      orders,
      completedSessions: street.completed,
      doubles: paid.length - new Set(paid.map(({ metadata }) => metadata["checkout_session_id"])).size,
    };
  } finally {
    await street.shop[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A shop that dies, and the buyers before its door. */
class Street {
  requests = 0;
  retried = 0;
  completed = 0;
  readonly #standIn: StripeStandIn;
  readonly #start: () => Promise<ShopProcess>;
  #shop: ShopProcess | undefined;

  constructor(standIn: StripeStandIn, start: () => Promise<ShopProcess>) {
    this.#standIn = standIn;
    this.#start = start;
  }

  get shop(): ShopProcess {
    if (!this.#shop) throw new Error("the shop is not open yet");
    return this.#shop;
  }

  async open(): Promise<void> {
    this.#shop = await this.#start();
  }

  async buy(death: PageDeath): Promise<void> {
    const page = pathOf((await this.#ask(GOODS, {})).location ?? "");
    await this.#ask(page, { ...(await this.#form(page)), email: "ada@example.com", action: "continue" });
    const dying = this.shop;
    const isKilled = killAt(this.#standIn, pageDeaths[death], dying);
    const first = await this.#press(page);
    if (pageDeaths[death].at === EXPIRE) await this.#ask(`${page}/back`);
    let url = pageDeaths[death].at === EXPIRE ? await this.#press(page) : first;
    // Where a process that died has closed it, others on a server lead there until its lease is over.
    while (payOnPage(this.#standIn, url.split("/").at(-1) ?? "") === "over") url = await this.#press(page);
    for (;;) {
      const { location = "" } = await this.#ask(`${page}/return`);
      if (pathOf(location).startsWith("/orders/")) break;
      await Bun.sleep(100);
    }
    this.completed += 1;
    await isKilled();
    // Killed too late to matter: the answer had left already.
    if (this.shop === dying) await this.open();
  }

  /** Presses Pay until it leads to Stripe's page. */
  async #press(page: string): Promise<string> {
    for (;;) {
      const fields = await this.#form(page);
      const { location = "" } = await this.#ask(page, { ...fields, action: "pay" });
      if (location.startsWith("https://checkout.stripe.")) return location;
      // A page of ours that says: the payment page is open already.
      const { html = "" } = await this.#ask(page);
      const link = /https:\/\/checkout\.stripe\.\S+?(?=["<])/.exec(html)?.[0];
      if (link !== undefined) return link;
      await Bun.sleep(100);
    }
  }

  async #form(page: string): Promise<Record<string, string>> {
    return formIn((await this.#ask(page)).html ?? "");
  }

  /** Asks until there is an answer; the shop is opened again each time that it died. */
  async #ask(path: string, fields?: Record<string, string>) {
    for (;;) {
      this.requests += 1;
      const answer = await ask(this.shop, path, fields);
      if (answer.status !== undefined && answer.status < 500 && answer.status !== 429) return answer;
      this.retried += 1;
      if (answer.status === undefined) {
        await this.shop.ended;
        await outliveLeases(this.shop.database);
        await this.open();
      } else {
        await Bun.sleep(200);
      }
    }
  }
}

/** What a shop's database holds in the end. */
async function leftIn(database: string): Promise<{ orders: number; open: number; reserved: number }> {
  const [found] = await rowsIn<{ orders: number; open: number; reserved: number }>(
    database,
    `SELECT (SELECT count(*) FROM orders) AS orders,
      (SELECT count(*) FROM payment_attempts WHERE state = 'open') AS open,
      (SELECT cast(sum(reserved) AS bigint) FROM variants) AS reserved`,
  );
  if (!found) throw new Error("the database answers");
  return found;
}
