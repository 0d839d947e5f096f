import { column, type FeedColumn, rating, saleNow, shippingPrice, shippingTexts, writes } from "./column.ts";

/**
 * The specification for file uploads of today: nine fields are required, measures are objects or have units of their
 * own, and a sale price is there only while it holds.
 */
export const openai2026: readonly FeedColumn[] = [
  column("item_id", (row) => row.id),
  column("title", (row) => row.title),
  column("description", (row) => row.description),
  column("url", (row) => row.url),
  column("brand", (row) => row.brand),
  column("seller_name", ({ said }, terms) => said.seller_name ?? terms.sellerName),
  column("image_url", (row) => row.image),
  column("availability", ({ availability }) => (availability === "preorder" ? "pre_order" : availability)),
  column("price", writes.price),
  column("sale_price", saleNow),
  column("is_eligible_search", (row) => row.search),
  column("is_eligible_checkout", (row) => row.checkout),
  column("is_ads_eligible", ({ said }) => said.ads),
  column("ads_metadata", ({ said }) => said.ads_metadata),
  column("group_id", writes.groupIdOfVariations),
  column("listing_has_variations", (row) => row.hasVariations),
  column("variant_dict", (row) => (row.hasVariations ? writes.optionsByName(row) : undefined)),
  column("offer_id", (row) => row.id),
  column("gtin", (row) => row.gtin),
  column("mpn", (row) => row.mpn),
  column("condition", (row) => row.condition),
  column("product_category", (row) => row.category),
  column("material", (row) => row.material),
  column("color", (row) => row.color),
  column("size", (row) => row.size),
  column("size_system", ({ said }) => said.size_system),
  column("gender", ({ said }) => said.gender),
  column("age_group", ({ said }) => said.age_group),
  column("dimensions", ({ dimensions }) => dimensions && { ...dimensions }),
  column("weight", ({ weight }) => weight && String(weight.value)),
  column("item_weight_unit", ({ weight }) => weight?.unit),
  column("is_digital", (row) => row.isDigital),
  column("additional_image_urls", writes.additionalImages),
  // One of the two: quotes are for agents who agreed to them, all others know a single amount.
  column("shipping_price", shippingPrice),
  column("shipping", (row, terms) =>
    shippingPrice(row, terms) === undefined ? shippingTexts(row.shipping)?.join(",") : undefined,
  ),
  column("seller_url", ({ said }, terms) => said.seller_url ?? terms.sellerUrl),
  column("marketplace_seller", ({ said }) => said.marketplace_seller),
  column("seller_privacy_policy", (_, terms) => terms.privacyPolicy),
  column("seller_tos", (_, terms) => terms.termsOfUse),
  column("accepts_returns", ({ said }) => said.accepts_returns),
  column("return_deadline_in_days", ({ said }) =>
    said.accepts_returns === false ? undefined : said.return_window,
  ),
  column("accepts_exchanges", ({ said }) => said.accepts_exchanges),
  column("return_policy", ({ said }) => said.return_policy),
  column("review_count", ({ said }) => said.review_count),
  // A rating of nothing is refused.
  column("star_rating", ({ said }) => (said.review_count ? rating(said.star_rating) : undefined)),
  column("store_review_count", ({ said }) => said.store_review_count),
  column("store_star_rating", ({ said }) =>
    said.store_review_count ? rating(said.store_star_rating) : undefined,
  ),
  column("target_countries", ({ said }, terms) => said.target_countries ?? terms.countries),
  column("store_country", ({ said }, terms) => said.store_country ?? terms.storeCountry),
];
