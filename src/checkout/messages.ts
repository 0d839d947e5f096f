import type { Address } from "../address.ts";
import type { ExemptionStanding } from "../buyers/tax-exemption.ts";
import { priceAt, type SellableVariant } from "../catalog/product.ts";
import { after, DAY, type Instant } from "../clock.ts";
import { type Currency, formatForPeople } from "../money.ts";
import type { CartToPrice, FulfillmentRefusal } from "../pricing/cart.ts";
import type { AppliedDiscount, RejectedDiscount } from "../pricing/discount.ts";
import { type Place, unreachable } from "../problem.ts";
import type { Shop } from "../shop.ts";
import type { ShippingQuote } from "./quotes.ts";
import type { Interventions, LineItem, Message } from "./session.ts";

/**
 * What a computed session says. All of it is plain text: names of goods and discounts are the merchant's, codes the
 * buyer's, and neither is to be read as Markdown. Errors keep the session from being paid and say which call mends it;
 * `resolution` stands where somebody has to do something, and says who.
 */

/** Says of a line, the `index`th, how far its stock goes. */
export function stockMessages(line: LineItem, index: number): Message[] {
  const place: Place = { at: "line_item", index };
  const { availability, quantity, title } = line;
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
        availability.available === quantity
          ? {
              type: "warning",
              code: "limited_availability",
              place,
              content: `This order takes the last ${quantity === 1 ? "one" : quantity} of “${title}”. Complete soon: nothing is reserved before.`,
              contentType: "plain",
              severity: "medium",
            }
          : {
              type: "warning",
              code: "low_stock",
              place,
              content: `Only ${availability.available} of “${title}” left.`,
              contentType: "plain",
              severity: "low",
            },
      ];
    case "backorder":
      return [
        {
          type: "warning",
          code: "shipping_delay",
          place,
          content: `“${title}” is on backorder: it is sent when more has come in. Tell the buyer before completing.`,
          contentType: "plain",
          severity: "medium",
          resolution: "requires_buyer_review",
        },
      ];
    case "in_stock":
      return [];
    default:
      return unreachable(availability.status);
  }
}

/** Says that a line costs something else than `seenUnitAmount`, which the agent showed the buyer or was last told. */
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

/** A promotion that ends within this time is said to, so that nobody decides tomorrow on today's price. */
const SOON = DAY;

/** Says of a line, the `index`th, that its price is a sale's and ends soon. */
export function saleMessages(
  line: LineItem,
  index: number,
  { variant }: SellableVariant,
  timezone: string,
  now: Instant,
): Message[] {
  const { sale } = variant;
  if (sale?.endsAt === undefined || !endsSoon(sale.endsAt, now) || priceAt(variant, now) !== sale.price)
    return [];
  const place: Place = { at: "line_item", index };
  return [endingMessage(place, `The price of “${line.title}” holds`, sale.endsAt, timezone)];
}

/** Says that the goods cannot go to more than one address. */
export function destinationMessages(severalDestinations: boolean | undefined): Message[] {
  if (!severalDestinations) return [];
  return [
    {
      type: "error",
      code: "unsupported",
      place: { at: "fulfillment_groups" },
      content:
        "This shop sends an order to one address, and the fulfillment groups name several. Update with one address in fulfillment_details, and make a checkout session of its own for each other one.",
      contentType: "plain",
      severity: "high",
      resolution: "recoverable",
    },
  ];
}

/** Says which of the discounts that took something off end soon. */
export function promotionMessages(
  applied: readonly AppliedDiscount[],
  timezone: string,
  now: Instant,
): Message[] {
  return applied.flatMap(({ discount: { name, endsAt } }, index) =>
    endsAt !== undefined && endsSoon(endsAt, now)
      ? [endingMessage({ at: "applied_discount", index }, `“${name}” holds`, endsAt, timezone)]
      : [],
  );
}

function endsSoon(endsAt: Instant, now: Instant): boolean {
  return now < endsAt && endsAt <= after(now, SOON);
}

function endingMessage(place: Place, what: string, endsAt: Instant, timezone: string): Message {
  return {
    type: "warning",
    code: "expiring_promotion",
    place,
    content: `${what} until ${formatMoment(endsAt, timezone)}. Complete before then: afterwards the total is another.`,
    contentType: "plain",
    severity: "low",
  };
}

/** "Jun 2, 2026, 5:00 PM PDT": as people there say it. */
function formatMoment(at: Instant, timeZone: string): string {
  return new Intl.DateTimeFormat("en-US", {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "short",
    timeZone,
  }).format(at);
}

/**
 * Says why no way of fulfillment is on offer yet, that another one than the wanted one stands selected, or that carriers
 * could not be asked.
 */
export function fulfillmentMessages(
  reason: FulfillmentRefusal | undefined,
  quote: ShippingQuote | undefined,
): Message[] {
  if (quote === undefined || quote.isAvailable) return fulfillmentReasonMessages(reason);
  // Without carriers nobody knows whether the address is served.
  if (reason?.kind === "destination_not_served") return [NO_FREIGHT_PRICE];
  return [...fulfillmentReasonMessages(reason), STANDARD_RATES];
}

const ADDRESS_NEEDED: Message = {
  type: "error",
  code: "missing",
  place: { at: "fulfillment_address" },
  content: "A delivery address is needed. Ask the buyer for it and update the session with it.",
  contentType: "plain",
  severity: "high",
  resolution: "requires_buyer_input",
};

/** Says that goods which are priced for about where their buyer is still need an address to go to. */
export function provisionalMessages(
  address: Address | undefined,
  destination: CartToPrice["destination"],
  isShipped: boolean,
): Message[] {
  return isShipped && !address && destination ? [ADDRESS_NEEDED] : [];
}

const NO_FREIGHT_PRICE: Message = {
  type: "error",
  code: "missing",
  place: { at: "fulfillment_option" },
  content:
    "What delivery to this address costs cannot be had from the carriers just now. Update the session again in a minute to ask again.",
  contentType: "plain",
  severity: "high",
  resolution: "recoverable",
};

const STANDARD_RATES: Message = {
  type: "warning",
  code: "limited_availability",
  place: { at: "fulfillment_option" },
  content:
    "The carriers' own rates cannot be had just now; our standard rates are offered instead. They hold. Update the session later to ask the carriers again.",
  contentType: "plain",
  severity: "low",
  resolution: "recoverable",
};

function fulfillmentReasonMessages(reason: FulfillmentRefusal | undefined): Message[] {
  switch (reason?.kind) {
    case undefined:
      return [];
    case "address_needed":
      return [ADDRESS_NEEDED];
    case "destination_not_served":
      return [
        {
          type: "error",
          code: "region_restricted",
          place: { at: "fulfillment_address", field: "country" },
          content: `We do not deliver to this address (${reason.country}). Ask the buyer for another one and update the session with it.`,
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
          content: `The fulfillment option “${reason.optionId}” is not offered for this order; the cheapest one is selected instead. Update the session to choose another.`,
          contentType: "plain",
          severity: "info",
          resolution: "requires_buyer_review",
        },
      ];
    case "split_not_offered":
      return [
        {
          type: "info",
          place: { at: "fulfillment_option" },
          content: `One fulfillment option serves the whole order here: “${reason.optionIds[0]}” is selected for all of it. Update the session to choose another.`,
          contentType: "plain",
          severity: "info",
          resolution: "requires_buyer_review",
        },
      ];
    default:
      return unreachable(reason);
  }
}

/**
 * Says that every payment is authenticated here, and the agent cannot show it. Said from the start: it would else find
 * out only when it pays.
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
      place: { at: "buyer", field: "taxExemption" },
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

/** Says that the tax is our own table's where somebody else should have computed it. */
export function taxMessages({ kind }: { readonly kind: "table" | "answered" | "unanswered" }): Message[] {
  if (kind !== "unanswered") return [];
  return [
    {
      type: "warning",
      code: "price_change",
      place: { at: "fulfillment_address" },
      content:
        "The tax is an estimate for now: it could not be calculated for this address. The total may change before payment.",
      contentType: "plain",
      severity: "low",
      resolution: "requires_buyer_review",
    },
  ];
}
