import { after, MINUTE } from "../../clock.ts";
import type { ChargeKey, LookUpOutcome } from "../provider.ts";
import { isList, type StripeCalls } from "./calls.ts";
import { describeStripeError } from "./connection.ts";
import { isIntent, outcomeOfIntent, toUnix } from "./outcomes.ts";

/**
 * A charge is made while its attempt may be replayed: ten minutes. Its intent is listed from so long before to so long
 * after the attempt was opened, ms, since Stripe's clock and ours may differ.
 */
const LISTED_BEFORE = 5 * MINUTE;
const LISTED_AFTER = 20 * MINUTE;

/** Finds out what became of a charge: by its reference or, where none was heard of, by the attempt it names. */
export async function lookUp(calls: StripeCalls, charge: ChargeKey): Promise<LookUpOutcome> {
  const { reference } = charge;
  return reference === undefined ? findByMetadata(calls, charge) : retrieve(calls, charge, reference);
}

/** What has become of the intent that was made for a charge. */
export async function retrieve(
  { stripe, call, budgets }: StripeCalls,
  charge: ChargeKey,
  reference: string,
): Promise<LookUpOutcome> {
  const answer = await call(
    (options) => stripe.paymentIntents.retrieve(reference, { expand: ["latest_charge"] }, options),
    budgets.other,
    isIntent,
  );
  return answer.ok
    ? outcomeOfIntent(answer.result, charge)
    : { kind: "unknown", detail: describeStripeError(answer.error) };
}

/** Lists rather than searches: what was made a moment ago may be missing from a search for an hour. */
async function findByMetadata(
  { stripe, call, budgets }: StripeCalls,
  charge: ChargeKey,
): Promise<LookUpOutcome> {
  const created = {
    gte: toUnix(after(charge.openedAt, -LISTED_BEFORE)),
    lte: toUnix(after(charge.openedAt, LISTED_AFTER)),
  };
  const ends = performance.now() + budgets.other;
  let startingAfter: string | undefined;
  for (;;) {
    const answer = await call(
      (options) =>
        stripe.paymentIntents.list(
          {
            created,
            limit: 100,
            expand: ["data.latest_charge"],
            ...(startingAfter !== undefined && { starting_after: startingAfter }),
          },
          options,
        ),
      ends - performance.now(),
      isList,
    );
    if (!answer.ok) return { kind: "unknown", detail: describeStripeError(answer.error) };
    const { data, has_more } = answer.result;
    const found = data.find(({ metadata: { attempt_id } }) => attempt_id === charge.id);
    if (found) return outcomeOfIntent(found, charge);
    startingAfter = data.at(-1)?.id;
    if (!has_more || startingAfter === undefined) return { kind: "absent" };
    if (performance.now() > ends) return { kind: "unknown", detail: "the list was too long to read in time" };
  }
}
