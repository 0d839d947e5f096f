import type { Static } from "@sinclair/typebox";
import type { BuyerContext } from "../../../buyers/buyer-context.ts";
import type { MessageAnswer } from "./messages.ts";

/**
 * Says of each benefit that a buyer is said to have that it is none here, which stops nothing (2026-04-08 and 2026-08-25,
 * checkout, "Eligibility Verification at Completion"): this shop grants no benefits by what an agent claims.
 */
export function claimsNotAccepted({ eligibility = [] }: BuyerContext = {}): Static<typeof MessageAnswer>[] {
  return eligibility.map((claim, index) => ({
    type: "warning",
    code: "eligibility_not_accepted",
    path: `$.context.eligibility[${index}]`,
    content: `“${claim}” changes nothing here: prices are those that are shown.`,
    content_type: "plain",
  }));
}
