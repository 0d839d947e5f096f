import type { Dimensions, Product, VariantOption, Weight } from "../catalog/product.ts";
import type { Instant } from "../clock.ts";
import type { ProductId, VariantId } from "../ids.ts";
import type { Currency, Minor } from "../money.ts";
import type { CategoryFields } from "./category-fields.ts";
import type { FeedShippingPrice } from "./field-kinds.ts";
import type { SaidFields, Unreadable } from "./fields.ts";
import type { FeedZone } from "./shipping-quotes.ts";

/**
 * Whose field names a feed can have: OpenAI's launch guide of 2025, its specification of early 2026, today's, and
 * Google Merchant's, in which XML is always written.
 */
export const generations = ["openai-2025", "openai-2026-01", "openai-2026", "google"] as const;

export type Generation = (typeof generations)[number];

/** Whom one feed is for. */
export interface FeedAudience {
  /** ISO 3166-1 alpha-2, the first of them the market the feed is for. */
  readonly countries: readonly [string, ...string[]];
  /** ISO 639-1, of the texts in the catalogue. */
  readonly language: string;
}

/** What the rows of one feed have in common: who sells, and whom the feed is for. */
export interface FeedTerms extends FeedAudience {
  readonly sellerName: string;
  readonly sellerUrl: string;
  readonly privacyPolicy?: string | undefined;
  readonly termsOfUse?: string | undefined;
  readonly currency: Currency;
  readonly storeCountry: string;
  /** IANA zone in which days begin and end. */
  readonly timezone: string;
  /** `https://…/{handle}`: where a product's page is, when the catalogue does not say. */
  readonly productUrl?: string | undefined;
  /** What holds for every product that says nothing else. */
  readonly defaults: SaidFields;
  /** What is said of the products of a category; goes before `defaults`. */
  readonly byCategory?: readonly CategoryFields[] | undefined;
  /** Whether goods can be bought through agents at all. */
  readonly offersCheckout: boolean;
  /** Whether Google's agents find the shop's UCP. */
  readonly servesUcp?: boolean | undefined;
  /** Where in the market which rates hold. */
  readonly zones: readonly FeedZone[];
  readonly now: Instant;
  /** The day it is where the shop is, as ISO 8601 writes it. */
  readonly today: string;
}

/** A product as the feed reads it: published, with its listed variants and the units of each that are promised. */
export interface FeedProduct {
  readonly product: Product;
  /** By variant id; a variant that is not in it has none promised. */
  readonly reserved: ReadonlyMap<VariantId, number>;
  /** Whether the product's id is also a variant's id, here or in another product. */
  readonly idIsTaken: boolean;
}

export type Availability = "in_stock" | "out_of_stock" | "preorder" | "backorder";

/** A lower price, with the time it holds for: both ends open where absent, `endsAt` outside. */
export interface FeedSale {
  readonly price: Minor;
  readonly startsAt?: Instant | undefined;
  readonly endsAt?: Instant | undefined;
}

/** What the page of a product shows before a variant is chosen. */
export interface FeedListing {
  readonly title: string;
  readonly description?: string | undefined;
  readonly url?: string | undefined;
  readonly images: readonly string[];
}

/**
 * One variant as a feed shows it, in no generation's words: every field any of them has, cleaned. Absent is what nobody
 * knows. Amounts are minor units of the feed's currency.
 */
export interface FeedRow {
  readonly id: VariantId;
  readonly productId: ProductId;
  readonly sku?: string | undefined;
  /** Which listing the variant is part of, in at most 50 characters. Never a variant's id. */
  readonly groupId: string;
  readonly listing: FeedListing;
  readonly hasVariations: boolean;
  readonly options: readonly VariantOption[];
  readonly search: boolean;
  readonly checkout: boolean;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly url?: string | undefined;
  readonly brand: string;
  /** Whether the shop's name stands in for a brand nobody named. */
  readonly brandStandsIn: boolean;
  readonly gtin?: string | undefined;
  readonly mpn?: string | undefined;
  readonly condition?: "new" | "refurbished" | "used" | undefined;
  readonly category?: string | undefined;
  /** A path of Google's taxonomy, or the number it has there. */
  readonly googleCategory?: string | undefined;
  readonly merchantCategory?: string | undefined;
  readonly color?: string | undefined;
  readonly size?: string | undefined;
  readonly material?: string | undefined;
  readonly weight?: Weight | undefined;
  readonly dimensions?: Dimensions | undefined;
  readonly isDigital: boolean;
  /** Not shipped, and nothing is there to be handed over after a sale. */
  readonly lacksGoods: boolean;
  readonly image?: string | undefined;
  readonly additionalImages: readonly string[];
  readonly video?: string | undefined;
  readonly model3d?: string | undefined;
  /** Before any sale. */
  readonly price: Minor;
  readonly sale?: FeedSale | undefined;
  /** What is asked now: the same amount checkout charges. */
  readonly askedPrice: Minor;
  readonly availability: Availability;
  /** Units left; absent where nobody counts them or more can be sold. */
  readonly inventory?: number | undefined;
  readonly shipping: readonly FeedShippingPrice[];
  /** What was said in text and has no other place here. */
  readonly said: SaidFields;
  /** What was said and could not be understood. */
  readonly unreadable: readonly Unreadable[];
  /** When price or availability changes by itself next. */
  readonly changesAt?: Instant | undefined;
}
