import type { Instant } from "../clock.ts";
import type { ShippingRules } from "../pricing/shipping.ts";
import type { LinkType, Shop } from "../shop.ts";
import { dayOf } from "../shop-days.ts";
import type { CategoryFields } from "./category-fields.ts";
import type { SaidFields } from "./fields.ts";
import type { FeedDestination } from "./push/destination.ts";
import type { FeedAudience, FeedTerms, Generation } from "./row.ts";
import { feedZones } from "./shipping-quotes.ts";

/** What a merchant decides about feeds, from shop.toml's `[feed]`. */
export interface FeedSettings {
  readonly generation: Generation;
  /** ISO 639-1, of the catalogue's texts. */
  readonly language: string;
  /** ISO 3166-1 alpha-2; the first is the market of the pulled feed. */
  readonly countries: FeedAudience["countries"];
  readonly sellerUrl: string;
  /** Whether agents may sell, and not only show. */
  readonly offersCheckout: boolean;
  readonly servesUcp?: FeedTerms["servesUcp"];
  /** What holds for every product that says nothing else. */
  readonly defaults: SaidFields;
  /** What holds for the products of a category that say nothing else. */
  readonly byCategory?: readonly CategoryFields[] | undefined;
  /** Asked of whoever pulls the feed; absent: anybody may. */
  readonly accessToken?: string | undefined;
  /** How old the pulled feed may get while the catalogue changes, milliseconds. */
  readonly refreshMs: number;
  readonly destinations: readonly FeedDestination[];
}

/** Puts together what the rows of a feed have in common, at a moment. */
export function feedTerms(
  shop: Shop,
  settings: Pick<FeedSettings, "sellerUrl" | "defaults" | "byCategory" | "offersCheckout" | "servesUcp">,
  shipping: ShippingRules,
  audience: FeedAudience,
  now: Instant,
): FeedTerms {
  const link = (type: LinkType) => shop.links.find((candidate) => candidate.type === type)?.url;
  return {
    sellerName: shop.name,
    sellerUrl: settings.sellerUrl,
    privacyPolicy: link("privacy_policy"),
    termsOfUse: link("terms_of_use"),
    currency: shop.currency,
    language: audience.language,
    countries: audience.countries,
    storeCountry: shop.origin.country,
    timezone: shop.timezone,
    // A shop without pages of its own is linked to ours.
    productUrl: shop.productUrl ?? `${shop.publicBaseUrl}/products/{id}`,
    defaults: { return_policy: link("return_policy"), ...settings.defaults },
    byCategory: settings.byCategory,
    offersCheckout: settings.offersCheckout,
    servesUcp: settings.servesUcp,
    zones: feedZones(shipping, audience.countries[0]),
    now,
    today: dayOf(now, shop.timezone),
  };
}
