import type { PurchaseContext } from "../buyers/purchase-context.ts";
import type { Shop } from "../shop.ts";
import type { BuyerCircumstances } from "./command.ts";

type Kept = Pick<PurchaseContext, "consents" | "marketingConsents" | "riskSignals">;

/**
 * What is known of a buyer's consents and device after a request: what it says, else what was said before. A buyer's
 * answer about a channel that the shop does not offer is not kept.
 */
export function circumstancesAfter(
  known: Kept,
  said: Pick<BuyerCircumstances, keyof Kept>,
  { marketingConsents: offered }: Pick<Shop, "marketingConsents">,
): Kept {
  const marketingConsents = said.marketingConsents?.filter(({ channel }) =>
    offered.some((option) => option.channel === channel),
  );
  return {
    consents: said.consents ?? known.consents,
    marketingConsents: marketingConsents ?? known.marketingConsents,
    riskSignals: said.riskSignals ?? known.riskSignals,
  };
}
