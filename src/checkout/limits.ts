import { type CountryAndState, spellingsOf } from "../countries.ts";
import {
  type Currency,
  formatForPeople,
  type Minor,
  minor,
  type PartsPerMillion,
  sum,
  times,
} from "../money.ts";
import type { LineItem, Message } from "./session.ts";

/** How many payments of agents that nobody vouches for may be declined in an hour. */
export interface DeclineLimits {
  /** Of one host. */
  readonly perHost: number;
  /** Of all of them together. */
  readonly together: number;
}

/** How much the shop sells in one order, and where to, from shop.toml's `[limits]`. What is left out has no limit. */
export interface Limits {
  /** Most units of one item in an order, where the item itself says nothing. */
  readonly maxQuantity?: number | undefined;
  /** What the goods of an order must come to at their listed prices, before discounts, tax and shipping. */
  readonly minimumOrder?: Minor | undefined;
  /** The countries sold to, ISO 3166-1 alpha-2 in upper case; also holds for goods that are not shipped. */
  readonly countries?: readonly string[] | undefined;
  /** How much of an item's stock buyers may hold who are at the payment provider's and have not paid yet. */
  readonly unpaidStock?: PartsPerMillion | undefined;
  /** How often a day carriers and whoever computes tax are asked for buyers whom no agent with a key vouches for. */
  readonly outsideQuestions?: number | undefined;
  /** How many payments of agents without a key may be declined. */
  readonly strangerDeclines?: DeclineLimits | undefined;
}

/** What of a line decides whether it may be sold. */
export type LimitedLine = Pick<
  LineItem,
  "title" | "quantity" | "unitPrice" | "requiresShipping" | "maxQuantity"
> & {
  /** The least age it may be sold at, in years. */
  readonly ageRestriction?: number | undefined;
};

/**
 * Says what of an order goes beyond the limits: each a message that keeps the session from being completed and names
 * the way on. Codes are 2026-04-17's `MessageError.code`; versions before it map them down.
 *
 * @param destination where the order goes, upper case; absent until there is an address.
 */
export function limitMessages(
  lines: readonly LimitedLine[],
  destination: CountryAndState | undefined,
  limits: Limits,
  currency: Currency,
): Message[] {
  return [
    ...lines.flatMap((line, index) => [...quantityMessages(line, index), ...ageMessages(line, index)]),
    ...minimumMessages(lines, limits, currency),
    ...countryMessages(lines, destination, limits),
  ];
}

/** What all messages of limits have in common. */
const refused = { type: "error", contentType: "plain", severity: "high" } as const;

function quantityMessages({ title, quantity, maxQuantity }: LimitedLine, index: number): Message[] {
  if (maxQuantity === undefined || quantity <= maxQuantity) return [];
  return [
    {
      ...refused,
      code: "quantity_exceeded",
      place: { at: "line_item", index, field: "quantity" },
      content: `At most ${maxQuantity} of “${title}” can be ordered at once. Update the session with ${maxQuantity} or fewer.`,
      resolution: "recoverable",
    },
  ];
}

/** No version of the protocol lets an agent prove a buyer's age, so that such goods can only be left out. */
function ageMessages({ title, ageRestriction }: LimitedLine, index: number): Message[] {
  if (ageRestriction === undefined) return [];
  return [
    {
      ...refused,
      code: "age_verification_required",
      place: { at: "line_item", index },
      content: `“${title}” is sold to people of ${ageRestriction} and over only, and a buyer's age cannot be verified here. Update the session without it.`,
      resolution: "recoverable",
    },
  ];
}

function minimumMessages(
  lines: readonly LimitedLine[],
  { minimumOrder }: Limits,
  currency: Currency,
): Message[] {
  const value = sum(lines.map(({ unitPrice, quantity }) => times(unitPrice, quantity)));
  if (minimumOrder === undefined || value >= minimumOrder) return [];
  const amount = (of: Minor) => formatForPeople(of, currency);
  return [
    {
      ...refused,
      code: "minimum_not_met",
      place: { at: "line_items" },
      content:
        `Orders start at ${amount(minimumOrder)} of goods, and these come to ${amount(value)}. Ask the buyer for ` +
        `${amount(minor(minimumOrder - value))} more and update the session with all items.`,
      resolution: "requires_buyer_input",
    },
  ];
}

function countryMessages(
  lines: readonly LimitedLine[],
  destination: CountryAndState | undefined,
  { countries }: Limits,
): Message[] {
  if (countries === undefined) return [];
  if (destination === undefined) {
    // Goods to be shipped wait for an address anyway, and say so themselves.
    if (lines.some(({ requiresShipping }) => requiresShipping)) return [];
    return [
      {
        ...refused,
        code: "missing",
        place: { at: "fulfillment_address" },
        content:
          "We sell to some countries only. Ask the buyer for their address and update the session with it.",
        resolution: "requires_buyer_input",
      },
    ];
  }
  if (spellingsOf(destination).some(({ country }) => countries.includes(country))) return [];
  return [
    {
      ...refused,
      code: "region_restricted",
      place: { at: "fulfillment_address", field: "country" },
      content: `We do not sell to this country (${destination.country})${among(countries)}. Ask the buyer for another address and update the session with it.`,
      resolution: "requires_buyer_input",
    },
  ];
}

/** The countries sold to, as long as they fit into a sentence. */
function among(countries: readonly string[]): string {
  return countries.length > 12 ? "" : `, only to ${countries.join(", ")}`;
}
