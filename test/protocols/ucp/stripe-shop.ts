import { join } from "node:path";
import type { Log } from "../../../src/log.ts";
import { makeShopOnDemoTerms } from "../../demo-goods.ts";
import { serveShop } from "../../http/shop-server.ts";
import { WEBHOOK_SECRET } from "../../payments/stripe.ts";
import { googlePayPayload } from "../../stripe/payment-methods.ts";
import { SECRET_KEY, type StripeStandIn, startStripeStandIn } from "../../stripe/stand-in.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { hostProfiles, patientOutgoing, profileIn } from "./platform.ts";

/** What a merchant writes who takes Google Pay, and minds no declines. */
const takesGooglePay = `
[google_pay]
publishable_key = "pk_test_standin"
[limits]
declines_per_host = 1000
declines = 1000
`;

/**
 * Makes a folder the home of a shop on the demo shop's terms that Stripe's stand-in pays in every way there is.
 *
 * @returns the environment it is to be started with.
 */
export async function makeStripeShop(
  folder: string,
  standIn: Pick<StripeStandIn, "url">,
): Promise<Readonly<Record<string, string>>> {
  const known = await makeShopOnDemoTerms(folder);
  const file = join(folder, "shop.toml");
  const text = await Bun.file(file).text();
  const handler = 'merchant_id = "profile_demo"\nucp_handler = true';
  await Bun.write(file, `${text.replace('merchant_id = "acct_demo"', handler)}${takesGooglePay}`);
  return {
    ...known,
    STRIPE_SECRET_KEY: SECRET_KEY,
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    STRIPE_API_BASE: standIn.url,
  };
}

/** A shop on the demo shop's terms that Stripe's stand-in pays in every way there is, and platforms with a profile a version. */
export async function serveStripeShop({
  environment = {},
  log,
}: {
  readonly environment?: Record<string, string>;
  readonly log?: Log;
} = {}) {
  const standIn = await startStripeStandIn();
  const own = temporaryFolder();
  const known = await makeStripeShop(own.path, standIn);
  const shop = await serveShop({
    folder: own.path,
    environment: { ...known, ...environment },
    outgoing: patientOutgoing(),
    ...(log && { log }),
  });
  const profiles = hostProfiles((path) => Response.json(profileIn(path.slice(1))));
  return {
    shop,
    /** The merchant's variables, for commands. */
    environment: known,
    standIn,
    profiles,
    /** A payment with what Google Pay gives for a card. */
    byGooglePay: (card?: string) =>
      payThrough("google_pay", "PAYMENT_GATEWAY", googlePayPayload(standIn.books, card)),
    async [Symbol.asyncDispose]() {
      await shop[Symbol.asyncDispose]();
      profiles[Symbol.dispose]();
      await standIn[Symbol.asyncDispose]();
      own[Symbol.dispose]();
    },
  };
}

/** A payment by a token of a handler's. */
export function payThrough(handler: string, type: string, token: string): object {
  const credential = { type, token };
  return {
    payment: {
      instruments: [{ id: "i1", handler_id: handler, type: "card", selected: true, credential }],
    },
  };
}
