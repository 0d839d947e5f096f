import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { headersFor, purchases } from "../../e2e/agent.ts";
import { type Program, type ShopProcess, startShop } from "../../e2e/shop-process.ts";
import { grantToken } from "../../payments/stripe.ts";
import {
  hostProfiles,
  type ProfileHost,
  profileIn,
  ucpVersions,
  whole,
} from "../../protocols/ucp/platform.ts";
import { makeStripeShop, payThrough } from "../../protocols/ucp/stripe-shop.ts";
import { rowsIn } from "../../shop-database.ts";
import { googlePayPayload } from "../../stripe/payment-methods.ts";
import { type StripeStandIn, startStripeStandIn } from "../../stripe/stand-in.ts";
import { outliveLeases } from "./after-death.ts";
import type { FaultRow } from "./faulty-stripe.ts";
import { type DeathPoint, killAt } from "./kill-at.ts";

const LOOK = "GET /v1/shared_payment/granted_tokens/:id";
const MAKE = "POST /v1/payment_methods";
const CHARGE = "POST /v1/payment_intents";

/** How an agent pays: by a shared payment token over ACP, or by Google Pay over UCP. */
export type Way = "shared_payment_token" | "google_pay";

/** Where the shop is killed, between its first job and its answer, by the way it is paid. */
export const deaths: Readonly<Record<Way, Readonly<Record<string, DeathPoint>>>> = {
  shared_payment_token: {
    "before the token is looked at": { at: LOOK, when: "before" },
    "before the charge is made": { at: CHARGE, when: "before" },
    "when the charge is made and not yet answered": { at: CHARGE, when: "after" },
    "when the charge is answered": { at: CHARGE, when: "answered" },
  },
  google_pay: {
    "before the payment method is made": { at: MAKE, when: "before" },
    "when the payment method is made and not yet answered": { at: MAKE, when: "after" },
    "when the payment method is answered": { at: MAKE, when: "answered" },
    "before the charge of the payment method is made": { at: CHARGE, when: "before" },
    "when the charge of the payment method is made and not yet answered": { at: CHARGE, when: "after" },
    "when the charge of the payment method is answered": { at: CHARGE, when: "answered" },
  },
};

/** Every way with every death of it. */
export const everyDeath = Object.entries(deaths).flatMap(([way, points]) =>
  Object.keys(points).map((name) => [way === "google_pay" ? way : "shared_payment_token", name] as const),
);

/** The requests of one purchase. */
interface Purchase {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly create: object;
  readonly complete: object;
}

/** How the purchase of a number is made in a way. */
type Purchases = (count: number) => Promise<Purchase>;

const waysOfBuying: Readonly<Record<Way, (standIn: StripeStandIn, profiles: ProfileHost) => Purchases>> = {
  shared_payment_token: (standIn) => async (count) => {
    const purchase = purchases[count % purchases.length];
    if (!purchase) throw new Error("there are purchases");
    return {
      path: "/checkout_sessions",
      headers: headersFor(purchase.version),
      create: purchase.create,
      complete: purchase.complete(await grantToken(standIn)),
    };
  },
  google_pay: (standIn, profiles) => async (count) => {
    const profile = profiles.at(ucpVersions[count % ucpVersions.length] ?? "");
    return {
      path: "/ucp/checkout-sessions",
      headers: { "ucp-agent": `profile="${profile}"`, "content-type": "application/json" },
      create: { ...whole, line_items: [{ item: { id: "linen-shirt-small" }, quantity: 1 }] },
      complete: payThrough("google_pay", "PAYMENT_GATEWAY", googlePayPayload(standIn.books)),
    };
  },
};

/**
 * Has an agent buy from a shop, a process of its own, that is killed by SIGKILL at the given point of every purchase and
 * started again; the agent then retries with the same key.
 */
export async function buyThroughDeath(
  program: Program,
  way: Way,
  death: string,
  completes: number,
): Promise<FaultRow> {
  const point = deaths[way][death];
  if (!point) throw new Error(`nobody dies ${death}`);
  await using standIn = await startStripeStandIn();
  using profiles = hostProfiles((path) => Response.json(profileIn(path.slice(1))));
  const folder = mkdtempSync(join(tmpdir(), "checkstand-dying-"));
  const environment = await makeStripeShop(folder, standIn);
  const open = () => startShop(program, { folder, environment });
  const purchaseOf = waysOfBuying[way](standIn, profiles);
  let shop = await open();
  let requests = 0;
  let completed = 0;
  try {
    for (let count = 0; count < completes; count++) {
      const purchase = await purchaseOf(count);
      const created = await post(shop, purchase.path, purchase.headers, purchase.create);
      const dying = shop;
      const isKilled = killAt(standIn, point, dying);
      const again = async () => {
        shop = await open();
        return shop;
      };
      const path = `${purchase.path}/${created.json?.id}/complete`;
      requests += await insist({ shop, again }, path, purchase.headers, purchase.complete);
      completed += 1;
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
      retried: requests - completed,
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

/** Completes with one key, as often as it takes: the time limit of the test is the only one. Gives how often. */
async function insist(
  { shop, again }: { readonly shop: ShopProcess; readonly again: () => Promise<ShopProcess> },
  path: string,
  headers: Readonly<Record<string, string>>,
  body: object,
): Promise<number> {
  const key = crypto.randomUUID();
  let alive = shop;
  for (let requests = 1; ; requests += 1) {
    const answer = await post(alive, path, headers, body, key);
    if (answer.json?.status === "completed") return requests;
    if (answer.status === undefined) {
      await alive.ended;
      await outliveLeases(alive.database);
      alive = await again();
    } else {
      await Bun.sleep(200);
    }
  }
}

async function post(
  shop: ShopProcess,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: object,
  key: string = crypto.randomUUID(),
): Promise<{ status?: number; json?: { id?: string; status?: string } }> {
  try {
    const response = await shop.fetch(path, {
      method: "POST",
      headers: { ...headers, "idempotency-key": key },
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
