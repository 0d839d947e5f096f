import { type Instant, instant, toRfc3339 } from "../../clock.ts";
import { dayOf } from "../../shop-days.ts";
import { type FeedShippingPrice, type FlatObject, money } from "../field-kinds.ts";
import { fieldOfOption, isPast } from "../make-rows.ts";
import type { FeedRow, FeedTerms } from "../row.ts";

/** What a field of a feed can hold. Formats without lists and objects write them as text. */
export type FeedValue = string | number | boolean | readonly string[] | FlatObject | readonly FlatObject[];

/** One field of a generation. */
export interface FeedColumn {
  /** The name in this generation. */
  readonly name: string;
  /** The name the rules know it by: today's, or the last one it had. */
  readonly field: string;
  /** The field's value in a row; `undefined` when there is nothing to say. */
  readonly write: (row: FeedRow, terms: FeedTerms) => FeedValue | undefined;
}

type Write = FeedColumn["write"];

/** A field that is still called by the name the rules know it by. */
export function column(name: string, write: Write): FeedColumn {
  return { name, field: name, write };
}

/** A field under the name it had in this generation. */
export function renamed(field: string, name: string, write: Write): FeedColumn {
  return { name, field, write };
}

/** What several generations write alike. */
export const writes = {
  price: (row, { currency }) => money(row.price, currency),
  groupIdOfVariations: (row) => (row.hasVariations ? row.groupId : undefined),
  optionsByName: (row) =>
    row.options.length > 0
      ? Object.fromEntries(row.options.map(({ name, value }) => [fieldOfOption(name) ?? name, value]))
      : undefined,
  /** Commas part the addresses of a list where it is a text. */
  additionalImages: ({ additionalImages }) =>
    additionalImages.length > 0
      ? additionalImages.map((address) => address.replaceAll(",", "%2C"))
      : undefined,
  deliveryEstimate: ({ said }, { today }) =>
    isPast(said.delivery_estimate, today) ? undefined : said.delivery_estimate,
  dimensionsAsText: ({ dimensions }) =>
    dimensions && `${dimensions.length}x${dimensions.width}x${dimensions.height} ${dimensions.unit}`,
  percentage: ({ said }) => (said.return_rate === undefined ? undefined : `${said.return_rate}%`),
} as const satisfies Readonly<Record<string, Write>>;

/** Quotes as feeds write them, one text each: `US:CA:Overnight:16.00 USD`. */
export function shippingTexts(quotes: readonly FeedShippingPrice[]): readonly string[] | undefined {
  if (quotes.length === 0) return undefined;
  return quotes.map(({ country, region, service, price }) => `${country}:${region}:${service}:${price}`);
}

/**
 * The least that shipping costs anywhere in the market, for agents that take one amount and no quotes. Absent where no
 * rate holds for all of it, or the merchant has said quotes: those go before what is computed.
 */
export function shippingPrice({ shipping, said }: FeedRow, { countries }: FeedTerms): string | undefined {
  if (said.shipping !== undefined) return undefined;
  let least: string | undefined;
  for (const { country, region, price } of shipping) {
    if (country !== countries[0] || region !== "") continue;
    if (least === undefined || Number.parseFloat(price) < Number.parseFloat(least)) least = price;
  }
  return least;
}

/** The sale price, in generations that have no dates for it: only while it is what checkout charges. */
export function saleNow(row: FeedRow, { now, currency }: FeedTerms): string | undefined {
  const { sale } = row;
  if (sale === undefined || (sale.startsAt !== undefined && sale.startsAt > now)) return undefined;
  return money(sale.price, currency);
}

/** The first day of a sale; with its hour when it does not begin with the day. */
export function saleStart({ sale }: FeedRow, { timezone }: FeedTerms): string | undefined {
  return sale?.startsAt === undefined ? undefined : momentText(sale.startsAt, timezone);
}

/** The last day of a sale, which is the one before it ends at midnight; with the hour when it ends within a day. */
export function saleEnd({ sale }: FeedRow, { timezone }: FeedTerms): string | undefined {
  if (sale?.endsAt === undefined) return undefined;
  if (!isMidnight(sale.endsAt, timezone)) return momentText(sale.endsAt, timezone);
  return dayOf(instant(sale.endsAt - 1), timezone);
}

function momentText(at: Instant, timezone: string): string {
  return isMidnight(at, timezone) ? dayOf(at, timezone) : toRfc3339(at).replace(".000Z", "Z");
}

/** A day begins where the millisecond before belongs to another one. */
function isMidnight(at: Instant, timezone: string): boolean {
  return dayOf(at, timezone) !== dayOf(instant(at - 1), timezone);
}

/** A decimal as feeds write ratings: two places. */
export function rating(value: number | undefined): string | undefined {
  return value?.toFixed(2);
}
