import type { Instant } from "../clock.ts";
import { type BuyerId, newId } from "../ids.ts";
import type { Buyer } from "./buyer.ts";
import type { BuyerStore } from "./stores.ts";

/** Keeps who has bought: a new buyer, or what a known one says now. In a write job, with the order. */
export async function rememberBuyer(
  buyers: Pick<BuyerStore, "byEmail" | "put">,
  buyer: Buyer,
  now: Instant,
): Promise<BuyerId> {
  const known = await buyers.byEmail(buyer.email);
  const id = known?.id ?? newId("BuyerId");
  await buyers.put({ id, buyer, firstOrderAt: known?.firstOrderAt ?? now, lastOrderAt: now });
  return id;
}

/** An e-mail address as it is compared: two spellings that differ in letter case only are the same buyer's. */
export function comparableEmail(email: string): string {
  return email.trim().toLowerCase();
}
