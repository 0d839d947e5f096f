import { type Static, Type } from "@sinclair/typebox";
import type { PaymentTokens } from "./payment-tokens.ts";
import { CheckSkipped } from "./verdict.ts";

/** The handlers of a profile, as far as paying through them wants to know. */
export const DeclaredHandlers = Type.Record(
  Type.String(),
  Type.Array(
    Type.Object({
      id: Type.String(),
      config: Type.Optional(Type.Object({ environment: Type.Optional(Type.Unknown()) })),
    }),
  ),
);

/** How checkouts are paid here: through a handler, by tokens of its. */
export interface UcpMeans {
  readonly handler: string;
  readonly credentialType: string;
  /** @throws CheckSkipped when there is none. */
  readonly paying: () => string;
  /** Absent where none can be had. */
  readonly declined?: (() => string) | undefined;
}

/** What Stripe's test mode takes for tokens that a wallet made (docs.stripe.com/testing). */
const stripeTestTokens = { paying: '{"id":"tok_visa"}', declined: '{"id":"tok_chargeDeclined"}' };

/**
 * How this shop can be paid by a run that has no wallet: by made-up tokens in its sandbox, by Stripe's own test tokens
 * where Google Pay is declared for tests, or by tokens that were granted to the run.
 *
 * @throws CheckSkipped where nothing is offered, or only what takes real money.
 */
export function ucpMeans(handlers: Static<typeof DeclaredHandlers>, tokens: PaymentTokens): UcpMeans {
  const sandbox = handlers["dev.checkstand.sandbox"]?.[0];
  if (sandbox) return { handler: sandbox.id, credentialType: "token", ...tokens };
  const google = handlers["com.google.pay"]?.[0];
  if (google?.config?.environment === "TEST") {
    return {
      handler: google.id,
      credentialType: "PAYMENT_GATEWAY",
      paying: () => stripeTestTokens.paying,
      declined: () => stripeTestTokens.declined,
    };
  }
  const stripe = handlers["com.stripe.payments"]?.[0];
  if (stripe && tokens.areGranted)
    return { handler: stripe.id, credentialType: "stripe_payment_token", paying: tokens.paying };
  throw new CheckSkipped(whyNot(handlers));
}

function whyNot(handlers: Static<typeof DeclaredHandlers>): string {
  const names = Object.keys(handlers);
  if (names.length === 0) return "The shop declares no payment handler: buyers pay on its page.";
  return `Through ${names.join(" and ")} only real money is paid, and nothing is paid for real unasked.`;
}
