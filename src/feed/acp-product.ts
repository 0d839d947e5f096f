import { type Currency, type Minor, minor, scale } from "../money.ts";
import type { FeedListing, FeedRow, FeedTerms } from "./row.ts";

/** An amount as the Feed API has it: minor units, the currency in upper case. */
interface AcpPrice {
  readonly amount: number;
  readonly currency: string;
}

interface AcpMedia {
  readonly type: "image" | "video" | "model";
  readonly url: string;
}

interface AcpSeller {
  readonly name: string;
  readonly links?: readonly { readonly type: string; readonly url: string }[];
}

/** A `Variant` of the Feed API (ACP 2026-04-17, schema.feed.json), with the members that we fill. */
export interface AcpVariant {
  readonly id: string;
  readonly title: string;
  readonly description?: { readonly plain: string };
  readonly url?: string;
  readonly barcodes?: readonly { readonly type: string; readonly value: string }[];
  readonly price?: AcpPrice;
  readonly list_price?: AcpPrice;
  readonly unit_price?: AcpPrice & {
    readonly measure: { readonly value: number; readonly unit: string };
    readonly reference: { readonly value: number; readonly unit: string };
  };
  readonly availability: { readonly available: boolean; readonly status: string };
  readonly categories?: readonly { readonly value: string; readonly taxonomy?: string }[];
  readonly condition?: readonly string[];
  readonly variant_options?: readonly { readonly name: string; readonly value: string }[];
  readonly media?: readonly AcpMedia[];
  readonly seller?: AcpSeller;
  readonly marketplace?: AcpSeller;
}

/** A `Product` of the Feed API. */
export interface AcpProduct {
  readonly id: string;
  readonly title: string;
  readonly description?: { readonly plain: string };
  readonly url?: string;
  readonly media?: readonly AcpMedia[];
  readonly variants: readonly AcpVariant[];
}

/**
 * Makes the Feed API's `Product` of the rows of one product. A variant that is not to be found is there as
 * discontinued: the API knows no other way to take something out.
 *
 * @param rows at least one, all of the same product.
 */
export function acpProduct(rows: readonly FeedRow[], terms: FeedTerms): AcpProduct {
  const [first] = rows;
  if (first === undefined) throw new Error("a product without rows has no place in a feed");
  const { listing } = first;
  return {
    id: first.productId,
    title: listing.title,
    ...described(listing),
    ...mediaOf({ images: listing.images, video: first.video, model3d: first.model3d }),
    variants: rows.map((row) => acpVariant(row, terms)),
  };
}

function acpVariant(row: FeedRow, terms: FeedTerms): AcpVariant {
  const { currency, now } = terms;
  const isOnSale = row.sale !== undefined && (row.sale.startsAt === undefined || row.sale.startsAt <= now);
  return {
    id: row.id,
    title: row.title ?? row.listing.title,
    ...described(row),
    ...(row.gtin === undefined ? {} : { barcodes: [{ type: "GTIN", value: row.gtin }] }),
    price: acpPrice(row.askedPrice, currency),
    ...(isOnSale ? { list_price: acpPrice(row.price, currency) } : {}),
    ...unitPriceOf(row, currency),
    availability: row.search
      ? { available: row.availability !== "out_of_stock", status: row.availability }
      : { available: false, status: "discontinued" },
    ...categoriesOf(row),
    ...(row.condition === undefined ? {} : { condition: [row.condition] }),
    ...(row.options.length === 0
      ? {}
      : { variant_options: row.options.map(({ name, value }) => ({ name, value })) }),
    ...mediaOf({ ...row, images: row.image === undefined ? [] : [row.image, ...row.additionalImages] }),
    seller: sellerOf(row, terms),
    ...(row.said.marketplace_seller === undefined
      ? {}
      : { marketplace: { name: row.said.marketplace_seller } }),
  };
}

function acpPrice(amount: Minor, currency: Currency): AcpPrice {
  return { amount, currency: currency.toUpperCase() };
}

function described({ description, url }: Pick<FeedListing, "description" | "url">) {
  return {
    ...(description === undefined ? {} : { description: { plain: description } }),
    ...(url === undefined ? {} : { url }),
  };
}

function mediaOf({
  images,
  video,
  model3d,
}: Pick<FeedListing, "images"> & Pick<FeedRow, "video" | "model3d">): {
  readonly media?: readonly AcpMedia[];
} {
  const media: AcpMedia[] = images.map((url) => ({ type: "image", url }));
  if (video !== undefined) media.push({ type: "video", url: video });
  if (model3d !== undefined) media.push({ type: "model", url: model3d });
  return media.length === 0 ? {} : { media };
}

/** The one that feeds with one category have goes first. */
function categoriesOf({
  category,
  googleCategory,
  merchantCategory,
}: FeedRow): Pick<AcpVariant, "categories"> {
  const values = new Set([category, googleCategory, merchantCategory].filter((value) => value !== undefined));
  if (values.size === 0) return {};
  const taxonomyOf = (value: string) => (value === googleCategory ? "google_product_category" : "merchant");
  return { categories: [...values].map((value) => ({ value, taxonomy: taxonomyOf(value) })) };
}

function sellerOf({ said }: FeedRow, { sellerName, privacyPolicy, termsOfUse }: FeedTerms): AcpSeller {
  const links = [
    { type: "privacy_policy", url: privacyPolicy },
    { type: "terms_of_service", url: termsOfUse },
    { type: "refund_policy", url: said.return_policy },
  ].flatMap(({ type, url }) => (url === undefined ? [] : [{ type, url }]));
  return { name: said.seller_name ?? sellerName, ...(links.length === 0 ? {} : { links }) };
}

/** The price of the reference amount, when what is sold and the reference are measured in the same whole unit. */
function unitPriceOf({ said, askedPrice }: FeedRow, currency: Currency): Pick<AcpVariant, "unit_price"> {
  const measure = readMeasure(said.unit_pricing_measure);
  const reference = readMeasure(said.unit_pricing_base_measure);
  if (!measure || !reference || measure.unit !== reference.unit || !Number.isInteger(reference.value))
    return {};
  // Measures have at most six decimals.
  const amount = scale(askedPrice, reference.value * 1_000_000, Math.round(measure.value * 1_000_000));
  return { unit_price: { ...acpPrice(minor(amount), currency), measure, reference } };
}

function readMeasure(text: string | undefined): { value: number; unit: string } | undefined {
  const [value, unit] = text?.split(" ") ?? [];
  return value === undefined || unit === undefined ? undefined : { value: Number(value), unit };
}
