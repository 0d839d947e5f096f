import { CheckSkipped } from "./verdict.ts";

/** The tokens that checks pay with. */
export interface PaymentTokens {
  /** Whether they were made by a payment provider for this run. */
  readonly areGranted: boolean;
  /** One that pays. @throws CheckSkipped when there is none. */
  paying(): string;
  /** One that is declined. @throws CheckSkipped when there is none. */
  declined(): string;
}

const howToPay =
  "grant a token for each version at your payment provider and give it: --test-token spt_… (also several times)";

/** Tokens of the sandbox, which answers by their endings: as many as are wanted. */
export const sandboxPaymentTokens: PaymentTokens = {
  areGranted: false,
  paying: () => "spt_sandbox_approved",
  declined: () => "spt_sandbox_declined",
};

/**
 * Tokens from outside; each pays once. Where there are none a shop that takes real money is not paid at all.
 *
 * @param granted the tokens given, in the order they are used.
 */
export function grantedTokens(granted: readonly string[]): PaymentTokens {
  const left = [...granted];
  return {
    areGranted: true,
    paying() {
      const next = left.shift();
      if (next !== undefined) return next;
      const why =
        granted.length === 0
          ? "The shop does not say that it is a sandbox, and nothing is paid for real unasked"
          : "No token is left";
      throw new CheckSkipped(`${why}: ${howToPay}.`);
    },
    declined() {
      throw new CheckSkipped(
        "A decline is shown in the sandbox only: certify the same shop without Stripe's live key.",
      );
    },
  };
}

/** Said where the payment provider does not know the sandbox's tokens: Stripe's test mode. */
export const unknownToken = `The shop's payment provider does not know the sandbox's tokens: ${howToPay}.`;
