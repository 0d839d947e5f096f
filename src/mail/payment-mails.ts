import { type Instant, MINUTE } from "../clock.ts";
import { formatForPeople } from "../money.ts";
import { wordsFor } from "../orders/order-language.ts";
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
  buyer: { readonly email: string | undefined; readonly locale: string | undefined },
  now: Instant,
  terms: MailTerms,
): Mail | undefined {
  const { email: to, locale } = buyer;
  if (to === undefined || now - attempt.openedAt < AGENT_WAITS) return undefined;
  // Who left the provider's page without paying knows that they did.
  if (attempt.result?.kind === "expired") return undefined;
  const language = wordsFor(locale);
  const { mail } = language.words;
  const money = formatForPeople(attempt.amount, attempt.currency, language.locale);
  return compose(
    terms,
    `payment_failed:${attempt.id}`,
    to,
    mail.paymentFailedSubject(terms.shop.name),
    {
      heading: mail.paymentFailedHeading,
      parts: [
        { kind: "paragraph", words: mail.paymentFailed(money) },
        { kind: "paragraph", words: mail.tryAgain },
      ],
    },
    language,
  );
}
