import { type Instant, toRfc3339 } from "../../clock.ts";
import { money } from "../field-kinds.ts";
import type { SaidFields } from "../fields.ts";
import type { FeedRow, FeedTerms } from "../row.ts";
import { column, type FeedColumn, renamed, saleNow, shippingTexts, writes } from "./column.ts";
import { availability } from "./openai-2025.ts";

/** Google Merchant's product data specification, which OpenAI reads as well. Goods not to be found are left out of it. */
export const googleColumns: readonly FeedColumn[] = [
  renamed("item_id", "id", (row) => row.id),
  column("title", (row) => row.title),
  column("description", (row) => row.description),
  renamed("url", "link", (row) => row.url),
  renamed("image_url", "image_link", (row) => row.image),
  renamed("additional_image_urls", "additional_image_link", writes.additionalImages),
  // Google wants a date with every backorder.
  column("availability", availability),
  column("availability_date", (row) =>
    row.availability === "preorder" ? row.said.availability_date : undefined,
  ),
  column("price", writes.price),
  column("sale_price", (row, terms) => (saleRange(row) ? salePrice(row, terms) : saleNow(row, terms))),
  column("sale_price_effective_date", saleRange),
  column("brand", (row) => row.brand),
  column("gtin", (row) => row.gtin),
  column("mpn", (row) => row.mpn),
  column("identifier_exists", (row) => (row.gtin === undefined && row.mpn === undefined ? "no" : undefined)),
  column("condition", (row) => row.condition),
  column("google_product_category", (row) => row.googleCategory),
  renamed("product_category", "product_type", productType),
  renamed("group_id", "item_group_id", writes.groupIdOfVariations),
  column("color", (row) => row.color),
  column("size", (row) => row.size),
  column("size_system", ({ said }) => said.size_system),
  column("gender", ({ said }) => said.gender),
  column("age_group", ({ said }) => said.age_group),
  column("material", (row) => row.material),
  renamed("weight", "shipping_weight", ({ weight }) => weight && `${weight.value} ${weight.unit}`),
  column("shipping_length", ({ dimensions }) => dimensions && `${dimensions.length} ${dimensions.unit}`),
  column("shipping_width", ({ dimensions }) => dimensions && `${dimensions.width} ${dimensions.unit}`),
  column("shipping_height", ({ dimensions }) => dimensions && `${dimensions.height} ${dimensions.unit}`),
  column("shipping", (row) => shippingTexts(row.shipping)),
  column("unit_pricing_measure", ({ said }) => said.unit_pricing_base_measure && said.unit_pricing_measure),
  column(
    "unit_pricing_base_measure",
    ({ said }) => said.unit_pricing_measure && said.unit_pricing_base_measure,
  ),
  column("expiration_date", ({ said }) => said.expiration_date),
  renamed("video_url", "video_link", (row) => row.video),
  // What Google's agents want to know of goods that they may sell over UCP (Merchant Center, "Product data").
  column("native_commerce", (row, { servesUcp }) => (servesUcp ? row.checkout : undefined)),
  column("merchant_item_id", (row, { servesUcp }) => (servesUcp ? row.id : undefined)),
  column("consumer_notice", ({ said }, { servesUcp }) => (servesUcp ? noticeOf(said.warning) : undefined)),
  column("pickup_method", ({ said }) => said.pickup_method && pickupMethods[said.pickup_method]),
];

/** Google's words for how goods are picked up; "buy" is paid online and fetched from a store. */
const pickupMethods = {
  in_store: "buy",
  reserve: "reserve",
  not_supported: "not supported",
} as const satisfies Readonly<Record<NonNullable<SaidFields["pickup_method"]>, string>>;

/** A warning that checkouts have to show, with its kind before it: California's Proposition 65, or of safety. */
function noticeOf(warning: string | undefined): string | undefined {
  if (warning === undefined) return undefined;
  return `${/prop(osition)?\.?\s*65/i.test(warning) ? "prop_65" : "safety_warning"}:${warning}`;
}

/** The shop's own taxonomy: Google's has a field of its own. */
function productType({ category, googleCategory, merchantCategory }: FeedRow): string | undefined {
  return merchantCategory ?? (category === googleCategory ? undefined : category);
}

function salePrice({ sale }: FeedRow, { currency }: FeedTerms): string | undefined {
  return sale && money(sale.price, currency);
}

/** An interval with both ends (ISO 8601); a sale without one of them holds for as long as the feed says so. */
function saleRange({ sale }: FeedRow): string | undefined {
  if (sale?.startsAt === undefined || sale.endsAt === undefined) return undefined;
  return `${moment(sale.startsAt)}/${moment(sale.endsAt)}`;
}

/** A moment as Google writes it, to the minute and with its offset: `2026-11-27T08:00+0000`. */
function moment(at: Instant): string {
  return `${toRfc3339(at).slice(0, 16)}+0000`;
}
