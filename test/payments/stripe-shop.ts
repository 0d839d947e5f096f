import type { StripeBudgets } from "../../src/payments/stripe/calls.ts";
import { connectToStripe, type StripeSettings } from "../../src/payments/stripe/connection.ts";
import { createStripeProvider } from "../../src/payments/stripe/provider.ts";
import { createStripeTax } from "../../src/payments/stripe/tax.ts";
import { openTestShop, stoppedClock, testShop } from "../checkout/shop.ts";
import { type StripeEvent, sign } from "../stripe/events.ts";
import type { StripeStandIn } from "../stripe/stand-in.ts";
import { startStripeStandIn } from "../stripe/stand-in.ts";
import { grantToken, stripeSettings, testBudgets, WEBHOOK_SECRET } from "./stripe.ts";

type TestShopOptions = NonNullable<Parameters<typeof openTestShop>[0]>;

interface StripeShopOptions extends Pick<TestShopOptions, "acquirer" | "folder" | "currency"> {
  readonly stripe?: Partial<StripeSettings>;
  readonly budgets?: Partial<StripeBudgets>;
  /** Whether Stripe computes the tax: 8.5 % in California. */
  readonly hasTax?: boolean;
}

/**
 * The test shop, paid by Stripe through the stand-in, which lives by the shop's stopped clock. `reopen` restarts the
 * shop alone.
 */
export async function openStripeShop(given: StripeShopOptions = {}) {
  const clock = stoppedClock();
  const standIn = await startStripeStandIn(0, () => clock.now());
  const settings = stripeSettings(standIn.url, given.stripe);
  const connection = connectToStripe(settings, { tries: 3, firstWait: 2, leastTime: 20 });
  const provider = createStripeProvider(settings, clock, { ...testBudgets, ...given.budgets }, connection);
  const shop = await openTestShop({
    provider: () => provider,
    clock,
    ...(given.hasTax && {
      taxSource: createStripeTax(
        settings,
        { codes: {} },
        { clock, origin: testShop.origin, failed: () => {}, deadline: 60_000, connection },
      ),
    }),
    ...(given.acquirer && { acquirer: given.acquirer }),
    ...(given.folder && { folder: given.folder }),
    ...(given.currency && { currency: given.currency }),
  });
  return withStripe(shop, standIn);
}

function withStripe(shop: Awaited<ReturnType<typeof openTestShop>>, standIn: StripeStandIn) {
  return {
    ...shop,
    standIn,
    token: (method?: string) => grantToken(standIn, method),
    /** Sends an event as Stripe does, and acts on it. */
    async hear(...events: StripeEvent[]) {
      for (const event of events) await receive(shop, event);
      await shop.events.process(100);
    },
    receive: (event: StripeEvent) => receive(shop, event),
    /** The events told so far of a kind, oldest first. */
    told: (type: RegExp) => standIn.events.all.filter((event) => type.test(event.type)),
    async [Symbol.asyncDispose]() {
      await shop[Symbol.asyncDispose]();
      await standIn[Symbol.asyncDispose]();
    },
  };
}

function receive(shop: Awaited<ReturnType<typeof openTestShop>>, event: StripeEvent) {
  const body = JSON.stringify(event);
  const signature = sign(body, WEBHOOK_SECRET, Math.floor(shop.clock.now() / 1000));
  return shop.events.receive(new TextEncoder().encode(body), signature);
}
