import type { ExemptionStanding } from "../buyers/tax-exemption.ts";
import { type Currency, formatForPeople } from "../money.ts";
import type { FulfillmentTrouble } from "../pricing/cart.ts";
import type { RejectedDiscount } from "../pricing/discount.ts";
import { type Place, unreachable } from "../problem.ts";
import type { Shop } from "../shop.ts";
import type { Interventions, LineItem, Message } from "./session.ts";

/** Says of a line, the `index`th, how far its stock goes. */
export function stockMessages(line: LineItem, index: number): Message[] {
  const place: Place = { at: "line_item", index };
  const { availability, title } = line;
  switch (availability.status) {
    case "out_of_stock": {
      const left = availability.available ?? 0;
      return [
        {
          type: "error",
          code: "out_of_stock",
          place,
          content:
            left === 0
              ? `“${title}” is out of stock. Update without it.`
              : `Only ${left} of “${title}” ${left === 1 ? "is" : "are"} left. Update with ${left} or fewer.`,
          contentType: "plain",
          severity: "high",
          resolution: "recoverable",
        },
      ];
    }
    case "low_stock":
      return [
        {
          type: "warning",
          code: "low_stock",
          place,
          content: `Only ${availability.available} of “${title}” left.`,
          contentType: "plain",
          severity: "low",
        },
      ];
    case "in_stock":
    case "backorder":
      return [];
    default:
      return unreachable(availability.status);
  }
}

/** Says that a line costs something else than `seenUnitAmount`, which the agent showed the buyer, minor units. */
export function priceMessages(
  line: LineItem,
  index: number,
  seenUnitAmount: number | undefined,
  currency: Currency,
): Message[] {
  if (seenUnitAmount === undefined || seenUnitAmount === line.unitPrice) return [];
  return [
    {
      type: "warning",
      code: "price_change",
      place: { at: "line_item", index },
      content: `“${line.title}” costs ${formatForPeople(line.unitPrice, currency)} now. Show the buyer the new price before completing.`,
      contentType: "plain",
      severity: "medium",
      resolution: "requires_buyer_review",
    },
  ];
}

/** Says why no way of fulfillment is on offer yet, or that another one than the wanted one stands selected. */
export function fulfillmentMessages(trouble: FulfillmentTrouble | undefined): Message[] {
  switch (trouble?.kind) {
    case undefined:
      return [];
    case "address_needed":
      return [
        {
          type: "error",
          code: "missing",
          place: { at: "fulfillment_address" },
          content: "A delivery address is needed. Ask the buyer for it and update the session with it.",
          contentType: "plain",
          severity: "high",
          resolution: "requires_buyer_input",
        },
      ];
    case "destination_not_served":
      return [
        {
          type: "error",
          code: "region_restricted",
          place: { at: "fulfillment_address", field: "country" },
          content: `We do not deliver to this address (${trouble.country}). Ask the buyer for another one and update the session with it.`,
          contentType: "plain",
          severity: "high",
          resolution: "requires_buyer_input",
        },
      ];
    case "option_not_offered":
      return [
        {
          type: "info",
          place: { at: "fulfillment_option" },
          content: `The fulfillment option “${trouble.optionId}” is not offered for this order; the cheapest one is selected instead. Update the session to choose another.`,
          contentType: "plain",
        },
      ];
    case "split_not_offered":
      return [
        {
          type: "info",
          place: { at: "fulfillment_option" },
          content: `One fulfillment option serves the whole order here: “${trouble.optionIds[0]}” is selected for all of it. Update the session to choose another.`,
          contentType: "plain",
        },
      ];
    default:
      return unreachable(trouble);
  }
}

/**
 * Says that every payment is authenticated here, and the agent cannot show it. Said from the start: an agent that cannot show what every payment here needs would find out only when it pays.
 */
export function interventionMessages(interventions: Interventions | undefined, { payment }: Shop): Message[] {
  if (payment.threeDSecure !== "always" || !interventions || interventions.supported.includes("3ds"))
    return [];
  return [
    {
      type: "error",
      code: "intervention_required",
      place: { at: "interventions" },
      content:
        "Every payment here is authenticated by 3D Secure, which this agent has not said it can show. Create a new session that names 3ds in capabilities.interventions.supported, or send the buyer to the shop's own pages.",
      contentType: "plain",
      severity: "critical",
      resolution: "recoverable",
    },
  ];
}

/** Says why tax is charged although the buyer brought a certificate. */
export function exemptionMessages(standing: ExemptionStanding | "untrusted" | undefined): Message[] {
  const why = whyTaxed(standing);
  if (why === undefined) return [];
  return [
    {
      type: "info",
      place: { at: "buyer", field: "tax_exemption" },
      content: `${why} Tax is charged. The buyer can ask the shop about it.`,
      contentType: "plain",
    },
  ];
}

function whyTaxed(standing: ExemptionStanding | "untrusted" | undefined): string | undefined {
  switch (standing) {
    case undefined:
    case "holds":
      return undefined;
    case "untrusted":
      return "Tax exemptions are not taken at checkout here.";
    case "expired":
      return "The tax exemption certificate has expired.";
    case "another_region":
      return "The tax exemption does not hold where these goods go.";
    default:
      return unreachable(standing);
  }
}

/** Says why one of the `codes` sent does not hold. */
export function rejectedMessage(rejected: RejectedDiscount, codes: readonly string[]): Message {
  return {
    type: "warning",
    code: rejected.reason,
    place: { at: "discount_code", index: codes.indexOf(rejected.code) },
    content: rejected.message,
    contentType: "plain",
    severity: "medium",
    resolution: "requires_buyer_input",
  };
}
