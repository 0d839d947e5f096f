import { type Instant, MINUTE } from "../clock.ts";
import { formatForPeople } from "../money.ts";
import type { PaymentAttempt } from "../payments/attempt.ts";
import { compose, type MailTerms } from "./compose.ts";
import type { Mail } from "./mail.ts";

/** An agent has stopped waiting for a payment by then, ms. Of one that failed sooner it has told the buyer itself. */
const AGENT_WAITS = MINUTE;

/**
 * Tells a buyer that a payment came to nothing which they may still believe in; `undefined` when there is nothing to
 * tell, or nobody.
 */
export function paymentFailedMail(
  attempt: PaymentAttempt,
  to: string | undefined,
  now: Instant,
  terms: MailTerms,
): Mail | undefined {
  if (to === undefined || now - attempt.openedAt < AGENT_WAITS) return undefined;
  // Who left the provider's page without paying knows that they did.
  if (attempt.result?.kind === "expired") return undefined;
  const money = formatForPeople(attempt.amount, attempt.currency);
  return compose(
    terms,
    `payment_failed:${attempt.id}`,
    to,
    `Your payment to ${terms.shop.name} did not go through`,
    {
      heading: "Your payment did not go through",
      parts: [
        {
          kind: "paragraph",
          words: `We could not take ${money} for your order, so no order was made. Should your bank show the amount as reserved, it will be free again in a few days.`,
        },
        { kind: "paragraph", words: "You are welcome to try again with the same or another way to pay." },
      ],
    },
  );
}
