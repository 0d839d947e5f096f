import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeShopOnDemoTerms } from "../../demo-goods.ts";
import { headersFor, purchases } from "../../e2e/agent.ts";
import { type Program, type ShopProcess, startShop } from "../../e2e/shop-process.ts";
import { grantToken } from "../../payments/stripe.ts";
import { rowsIn } from "../../shop-database.ts";
import { SECRET_KEY, type StripeStandIn, startStripeStandIn } from "../../stripe/stand-in.ts";
import type { FaultRow } from "./faulty-stripe.ts";

/** Where the shop is killed, between its first job and its answer. */
export const deaths = [
  "before the token is looked at",
  "before the charge is made",
  "when the charge is made and not yet answered",
  "when the charge is answered",
] as const;
export type Death = (typeof deaths)[number];

/**
 * Has an agent buy from a shop, a process of its own, that is killed by SIGKILL at the given point of every purchase and
 * started again; the agent then retries with the same key.
 */
export async function buyThroughDeath(program: Program, death: Death, completes: number): Promise<FaultRow> {
  await using standIn = await startStripeStandIn();
  const folder = mkdtempSync(join(tmpdir(), "checkstand-dying-"));
  const environment = {
    ...(await makeShopOnDemoTerms(folder)),
    STRIPE_SECRET_KEY: SECRET_KEY,
    STRIPE_API_BASE: standIn.url,
  };
  const open = () => startShop(program, { folder, environment });
  let shop = await open();
  let requests = 0;
  let retried = 0;
  let completed = 0;
  try {
    for (let count = 0; count < completes; count++) {
      const purchase = purchases[count % purchases.length];
      if (!purchase) throw new Error("there are purchases");
      const created = await post(shop, "/checkout_sessions", purchase.version, purchase.create);
      const path = `/checkout_sessions/${created.json?.id}/complete`;
      const body = purchase.complete(await grantToken(standIn));
      const key = crypto.randomUUID();
      const dying = shop;
      const isKilled = killAt(standIn, death, async () => {
        dying.signal("SIGKILL");
        await dying.ended;
      });
      // As often as it takes: the time limit of the test is the only one.
      for (;;) {
        requests += 1;
        const answer = await post(shop, path, purchase.version, body, key);
        if (answer.json?.status === "completed") {
          completed += 1;
          break;
        }
        retried += 1;
        if (answer.status === undefined) {
          await shop.ended;
          shop = await open();
        } else {
          await Bun.sleep(200);
        }
      }
      standIn.before = () => {};
      standIn.after = () => {};
      await isKilled();
      // Killed too late to matter: the answer had left already.
      if (shop === dying) shop = await open();
    }
    const orders = await countOrders(shop);
    const paid = standIn.paid();
    return {
      fault: `killed ${death}`,
      completes,
      requests,
      retried,
      charges: paid.length,
      orders,
      completedSessions: completed,
      doubles: paid.length - new Set(paid.map(({ metadata }) => metadata["checkout_session_id"])).size,
    };
  } finally {
    await shop[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Has the stand-in kill the shop once, when the request in question is where it is to die.
 *
 * @param kill settles when the shop is dead.
 * @returns what settles then, too.
 */
function killAt(standIn: StripeStandIn, death: Death, kill: () => Promise<void>): () => Promise<void> {
  const charge = "POST /v1/payment_intents";
  let killed: Promise<void> | undefined;
  // Whatever the shop would have heard, it is dead by then.
  const once = (isPoint: boolean) => {
    if (!isPoint || killed) return undefined;
    killed = kill();
    return killed;
  };
  standIn.before = (route) => {
    const looks = route.startsWith("GET /v1/shared_payment");
    return once(
      (death === "before the token is looked at" && looks) ||
        (death === "before the charge is made" && route === charge),
    );
  };
  standIn.after = (route) => {
    if (route !== charge || killed) return undefined;
    if (death === "when the charge is made and not yet answered") return once(true);
    if (death !== "when the charge is answered") return undefined;
    killed = Bun.sleep(1).then(kill);
    return undefined;
  };
  return async () => {
    if (!killed) throw new Error(`the shop was not killed ${death}`);
    await killed;
  };
}

async function post(
  shop: ShopProcess,
  path: string,
  version: string,
  body: object,
  key: string = crypto.randomUUID(),
): Promise<{ status?: number; json?: { id?: string; status?: string } }> {
  try {
    const response = await shop.fetch(path, {
      method: "POST",
      headers: { ...headersFor(version), "idempotency-key": key },
      body: JSON.stringify(body),
    });
    return { status: response.status, json: Object(await response.json()) };
  } catch {
    return {};
  }
}

async function countOrders(shop: ShopProcess): Promise<number> {
  const [found] = await rowsIn<{ orders: number }>(shop.database, "SELECT count(*) AS orders FROM orders");
  return found?.orders ?? 0;
}
