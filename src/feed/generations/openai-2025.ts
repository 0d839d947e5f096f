import { money } from "../field-kinds.ts";
import { fieldOfOption } from "../make-rows.ts";
import type { FeedRow, FeedTerms } from "../row.ts";
import { column, type FeedColumn, renamed, saleEnd, saleStart, shippingTexts, writes } from "./column.ts";

/**
 * The feed of 2025, as the launch guide has it: flags are the words "true" and "false", measures carry their unit. It
 * has three words for availability, wants dates with every sale price and a count of what is left.
 */
export const openai2025: readonly FeedColumn[] = [
  renamed("is_eligible_search", "enable_search", (row) => String(row.search)),
  renamed("is_eligible_checkout", "enable_checkout", (row) => String(row.checkout)),
  renamed("item_id", "id", (row) => row.id),
  column("gtin", (row) => row.gtin),
  // Required without a GTIN. A shop's own goods have no other number of their maker than the shop's.
  column("mpn", (row) => row.mpn ?? (row.gtin === undefined ? row.sku : undefined)),
  column("title", (row) => row.title),
  column("description", (row) => row.description),
  renamed("url", "link", (row) => row.url),
  column("condition", (row) => row.condition),
  column("product_category", (row) => row.category),
  column("brand", (row) => row.brand),
  column("material", (row) => row.material),
  column("dimensions", writes.dimensionsAsText),
  column("length", ({ dimensions }) => dimensions && `${dimensions.length} ${dimensions.unit}`),
  column("width", ({ dimensions }) => dimensions && `${dimensions.width} ${dimensions.unit}`),
  column("height", ({ dimensions }) => dimensions && `${dimensions.height} ${dimensions.unit}`),
  column("weight", ({ weight }) => weight && `${weight.value} ${weight.unit}`),
  column("age_group", ({ said }) => said.age_group),
  renamed("image_url", "image_link", (row) => row.image),
  renamed("additional_image_urls", "additional_image_link", writes.additionalImages),
  renamed("video_url", "video_link", (row) => row.video),
  renamed("model_3d_url", "model_3d_link", (row) => row.model3d),
  column("price", (row, { currency }) => money(datedSale(row) ? row.price : row.askedPrice, currency)),
  column("sale_price", salePrice),
  column("sale_price_effective_date", (row, terms) => {
    return datedSale(row) && `${saleStart(row, terms)} / ${saleEnd(row, terms)}`;
  }),
  column("unit_pricing_measure", ({ said }) => said.unit_pricing_base_measure && said.unit_pricing_measure),
  renamed(
    "unit_pricing_base_measure",
    "base_measure",
    ({ said }) => said.unit_pricing_measure && said.unit_pricing_base_measure,
  ),
  column("pricing_trend", ({ said }) => said.pricing_trend),
  column("availability", availability),
  column("availability_date", (row) =>
    row.availability === "preorder" ? row.said.availability_date : undefined,
  ),
  column("inventory_quantity", inventory),
  column("expiration_date", ({ said }) => said.expiration_date),
  column("pickup_method", ({ said }) => said.pickup_method),
  column("pickup_sla", ({ said }) => said.pickup_method && said.pickup_sla),
  renamed("group_id", "item_group_id", writes.groupIdOfVariations),
  column("item_group_title", (row) => (row.hasVariations ? row.listing.title : undefined)),
  column("color", (row) => row.color),
  column("size", (row) => row.size),
  column("size_system", ({ said }) => said.size_system),
  column("gender", ({ said }) => said.gender),
  column("offer_id", (row) => row.id),
  ...customVariants(),
  column("shipping", (row) => shippingTexts(row.shipping)),
  column("delivery_estimate", writes.deliveryEstimate),
  column("seller_name", ({ said }, terms) => said.seller_name ?? terms.sellerName),
  column("seller_url", ({ said }, terms) => said.seller_url ?? terms.sellerUrl),
  column("seller_privacy_policy", (_, terms) => terms.privacyPolicy),
  column("seller_tos", (_, terms) => terms.termsOfUse),
  column("return_policy", ({ said }) => said.return_policy),
  renamed("return_deadline_in_days", "return_window", ({ said }) => said.return_window),
  column("popularity_score", ({ said }) => said.popularity_score),
  column("return_rate", writes.percentage),
  column("warning", ({ said }) => said.warning),
  column("warning_url", ({ said }) => said.warning_url),
  column("age_restriction", ({ said }) => said.age_restriction),
  renamed("review_count", "product_review_count", ({ said }) => said.review_count),
  renamed("star_rating", "product_review_rating", ({ said }) => said.star_rating),
  column("store_review_count", ({ said }) => said.store_review_count),
  renamed("store_star_rating", "store_review_rating", ({ said }) => said.store_star_rating),
  column("q_and_a", ({ said }) => said.q_and_a?.map(({ q, a }) => `Q: ${q} A: ${a}`).join("\n")),
  renamed("reviews", "raw_review_data", ({ said }) => said.reviews && JSON.stringify(said.reviews)),
  column("related_product_id", ({ said }) => said.related_product_id),
  column("relationship_type", ({ said }) => said.related_product_id && said.relationship_type),
  column("geo_price", ({ said }) => said.geo_price),
  column("geo_availability", ({ said }) => said.geo_availability),
];

/** The sale, when both its ends are known: without them this generation can only name the price asked now. */
function datedSale({ sale }: FeedRow): FeedRow["sale"] {
  return sale?.startsAt !== undefined && sale.endsAt !== undefined ? sale : undefined;
}

function salePrice(row: FeedRow, { currency }: FeedTerms): string | undefined {
  const sale = datedSale(row);
  return sale && money(sale.price, currency);
}

/** What can be ordered although nothing is left is in stock here, unless it can be had from a day that is known. */
export function availability({ availability }: FeedRow): string {
  return availability === "backorder" ? "in_stock" : availability;
}

/** Where nobody counts, at least one can be bought. */
function inventory({ inventory, availability, said }: FeedRow): number {
  return inventory ?? said.inventory_quantity ?? (availability === "out_of_stock" ? 0 : 1);
}

/** Up to three options that have no field of their own. */
export function customVariants(): FeedColumn[] {
  const others = (row: FeedRow) => row.options.filter(({ name }) => fieldOfOption(name) === undefined);
  return [1, 2, 3].flatMap((number) => [
    column(`Custom_variant${number}_category`, (row) => others(row)[number - 1]?.name),
    column(`Custom_variant${number}_option`, (row) => others(row)[number - 1]?.value),
  ]);
}
