import { DAY, HOUR } from "../clock.ts";
import { defaultRetention, type Retention } from "../retention.ts";
import { optional, readAs, table, withDefault } from "./description.ts";
import { duration } from "./rule.ts";

const CENTURY = 36_500 * DAY;

/** A duration as shop.toml has it. */
const days = (milliseconds: number) => `${milliseconds / DAY}d`;

/** `[retention]`: for how long what has served its purpose is kept. */
export const retentionTable = readAs(
  table(
    "For how long what has served its purpose is kept. Orders, payments and refunds are your books: they are kept for good.",
    {
      answers: withDefault(
        days(defaultRetention.answers),
        duration(DAY, CENTURY),
        "to be repeated to an agent that asks again with the same key",
      ),
      abandoned_checkouts: withDefault(
        days(defaultRetention.abandonedCheckouts),
        duration(HOUR, CENTURY),
        "checkouts that were left without a try at paying",
      ),
      carts: withDefault(days(defaultRetention.carts), duration(HOUR, CENTURY), "after their time is over"),
      delivered_events: withDefault(
        days(defaultRetention.deliveredEvents),
        duration(DAY, CENTURY),
        "what agents have taken, with every attempt",
      ),
      payment_events: withDefault(
        days(defaultRetention.paymentEvents),
        duration(30 * DAY, CENTURY),
        "of the payment provider, which may send one again for 30 days",
      ),
      sent_mails: optional(
        duration(180 * DAY, CENTURY),
        "that a mail was sent, so that nobody is sent it twice",
        { example: "3650d", whenLeftOut: "for good" },
      ),
      audit: optional(duration(DAY, CENTURY), "who did what", { example: "3650d", whenLeftOut: "for good" }),
    },
  ),
  (found): Retention => ({
    answers: found.answers,
    abandonedCheckouts: found.abandoned_checkouts,
    carts: found.carts,
    deliveredEvents: found.delivered_events,
    paymentEvents: found.payment_events,
    sentMails: found.sent_mails,
    audit: found.audit,
  }),
);
