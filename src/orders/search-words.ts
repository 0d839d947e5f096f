import type { Order } from "./order.ts";

/** What an order is found by, as one text: the words of everything that a person may have of it in a letter or on a page. */
export function searchWordsOf(order: Order, paymentReference: string | undefined): string {
  const { buyer, fulfillmentDetails } = order;
  const address = fulfillmentDetails?.address;
  return [
    order.number,
    order.id,
    order.sessionId,
    order.attemptId,
    paymentReference,
    buyer?.email,
    buyer?.firstName,
    buyer?.lastName,
    buyer?.fullName,
    buyer?.phoneNumber,
    buyer?.company?.name,
    fulfillmentDetails?.name,
    fulfillmentDetails?.email,
    address?.name,
    address?.company,
    address?.city,
    address?.postalCode,
    ...order.lineItems.flatMap(({ title, sku, variantId }) => [title, sku, variantId]),
    ...order.fulfillments.flatMap(({ carrier, trackingNumber }) => [carrier, trackingNumber]),
    ...order.appliedDiscounts.map(({ discount }) => discount.code),
  ]
    .filter((word) => word !== undefined && word !== "")
    .join(" ");
}

/** So many words are looked for at most. */
const MOST_WORDS = 12;

/** The parts of what somebody looks for: what stands between spaces, without what a search has no use for. */
export function soughtParts(text: string): readonly string[] {
  return text
    .trim()
    .split(/\s+/)
    .map((part) => part.replace(/^#/, ""))
    .filter((part) => /[\p{L}\p{N}]/u.test(part))
    .slice(0, MOST_WORDS);
}

/** Whether an order's words have all that is looked for: for orders that are not yet where search finds them. */
export function hasParts(words: string, parts: readonly string[]): boolean {
  const folded = fold(words);
  return parts.every((part) => folded.includes(fold(part)));
}

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
