import { type Instant, toRfc3339 } from "../clock.ts";
import { compose, type MailTerms } from "../mail/compose.ts";
import type { Mail } from "../mail/mail.ts";
import type { RaisedAlert } from "./alert.ts";

/** As much of a date-time as tells one hour from another. */
const TO_THE_HOUR = "2026-01-01T00".length;

/** Tells the merchant of an alert, or that it is over: once an hour, however often it comes and goes. */
export function alertMail(
  { name, state, heading, words, since }: RaisedAlert,
  now: Instant,
  terms: MailTerms | undefined,
): Mail | undefined {
  if (terms?.ordersTo === undefined) return undefined;
  const key = `alert_${state}:${name}:${toRfc3339(now).slice(0, TO_THE_HOUR)}`;
  const title = state === "firing" ? heading : `Over: ${heading}`;
  const what = state === "firing" ? words : `It was so from ${toRfc3339(since)} to ${toRfc3339(now)}.`;
  return compose(terms, key, terms.ordersTo, title, {
    heading: title,
    parts: [{ kind: "paragraph", words: what }],
  });
}
