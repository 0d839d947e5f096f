import { CryptoHasher } from "bun";
import type { CheckoutSession } from "./session.ts";

/**
 * Names what a buyer sees of a session before paying: goods, prices, address, delivery and bill. The same name means that
 * nothing of it has changed, whoever may have changed the session, the catalogue or a discount meanwhile. Days of
 * delivery and messages are left out: they move with the clock.
 */
export function revisionOf(session: Omit<CheckoutSession, "status">): string {
  const { lineItems, totals, fulfillmentDetails, selections, appliedDiscounts, buyer, currency } = session;
  const seen = [
    currency,
    lineItems.map(({ variantId, title, quantity, unitPrice, amounts }) => [
      variantId,
      title,
      quantity,
      unitPrice,
      amounts.total,
    ]),
    totals.map(({ type, amount }) => [type, amount]),
    addressIn(fulfillmentDetails),
    selections.map(({ optionId }) => optionId),
    appliedDiscounts.map(({ discount }) => discount.id),
    buyer?.email ?? fulfillmentDetails?.email,
  ];
  return new CryptoHasher("sha256").update(JSON.stringify(seen)).digest("base64url").slice(0, 22);
}

/** An address field by field: documents do not keep in which order fields were written. */
function addressIn(details: CheckoutSession["fulfillmentDetails"]) {
  const { address } = details ?? {};
  return (
    address && [
      address.name,
      address.lineOne,
      address.lineTwo,
      address.city,
      address.state,
      address.postalCode,
      address.country,
    ]
  );
}
