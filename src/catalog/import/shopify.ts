import { asId, type ProductId } from "../../ids.ts";
import { ZERO } from "../../money.ts";
import { webAddressOf } from "../../web-address.ts";
import type { Category, Media, Product, Variant, VariantOption, Weight } from "../product.ts";
import { barcodesOf } from "./barcodes.ts";
import { delimitedFormat } from "./delimited-format.ts";
import { readDescription } from "./description.ts";
import type { Assembled } from "./format.ts";
import { makeRefusal, type Refusal } from "./refusal.ts";
import type { Assumptions, ImportColumn, ImportRow } from "./row.ts";
import { plainVariantId, valuesKey } from "./variant-id.ts";

/** Columns by the name of Shopify's long-lived export first, then by that of its 2025 template. */
const column = {
  handle: ["Handle", "URL handle"],
  title: "Title",
  body: ["Body (HTML)", "Body HTML", "Description"],
  published: ["Published", "Published on online store"],
  category: ["Product Category", "Standardized Product Type"],
  type: ["Type", "Custom Product Type"],
  sku: ["Variant SKU", "SKU"],
  barcode: ["Variant Barcode", "Barcode"],
  price: ["Variant Price", "Price"],
  compareAt: ["Variant Compare At Price", "Compare-at price"],
  tracker: ["Variant Inventory Tracker", "Inventory tracker"],
  quantity: ["Variant Inventory Qty", "Inventory quantity"],
  policy: ["Variant Inventory Policy", "Continue selling when out of stock"],
  grams: ["Variant Grams", "Weight value (grams)"],
  requiresShipping: ["Variant Requires Shipping", "Requires shipping"],
  taxable: ["Variant Taxable", "Charge tax"],
  giftCard: "Gift Card",
  imageUrl: ["Image Src", "Product image URL"],
  imagePosition: "Image Position",
  imageAlt: ["Image Alt Text", "Image alt text"],
  // Matrixify's, which exports Shopify's products in columns of its own.
  url: "URL",
  weight: "Variant Weight",
  weightUnit: ["Variant Weight Unit", "Weight unit for display"],
  unitPriceMeasure: ["Unit Price Total Measure", "Unit price total measure"],
  unitPriceUnit: ["Unit Price Total Measure Unit", "Unit price total measure unit"],
  unitPriceBase: ["Unit Price Base Measure", "Unit price base measure"],
  unitPriceBaseUnit: ["Unit Price Base Measure Unit", "Unit price base measure unit"],
  variantImage: ["Variant Image", "Variant image URL"],
} as const;

/** Feed fields that Shopify keeps for Google. */
const feedFields = [
  ["gender", "Google Shopping / Gender"],
  ["age_group", "Google Shopping / Age Group"],
  ["mpn", "Google Shopping / MPN"],
] as const;

/** The choices of a product: two columns each, and what one is called that has no name. */
const optionColumns = [1, 2, 3].map((number) => ({
  nameColumn: `Option${number} Name`,
  valueColumn: `Option${number} Value`,
  unnamed: `Option ${number}`,
}));

/**
 * A product export of Shopify. The first row of a product carries what is common to its variants; each further row
 * carries a variant, an image, or both. A product's id is its handle.
 */
export const shopify = delimitedFormat({
  name: "shopify",
  derivesIds: true,
  writer: "Shopify",
  required: [column.handle, column.title, column.price],
  place(row) {
    const group = row.required(column.handle);
    return group === undefined ? undefined : { group };
  },
  assemble(rows, assumptions) {
    const lead = rows.find((row) => row.text(column.title) !== undefined) ?? rows[0];
    const handle = lead.text(column.handle) ?? "";
    const id = asId<ProductId>(handle);
    const reason = reasonNotSold(lead, assumptions);
    if (reason) return { id, refusals: [], leftOut: [reason] };
    refuseOtherTitles(lead, rows);
    warnOfMarkets(lead, assumptions);
    const product = readProduct(id, lead, rows, assumptions);
    const refusals = rows.flatMap((row) => row.refusals);
    const warnings = rows.flatMap((row) => row.warnings);
    const assembled: Assembled = { id, refusals, leftOut: [], warnings };
    return refusals.length === 0 ? { ...assembled, product } : assembled;
  },
});

/** Why a product of the export is not sold here; `undefined` when it is. */
function reasonNotSold(lead: ImportRow, { country, sellsGiftCards }: Assumptions): Refusal | undefined {
  const title = lead.text(column.title) ?? "";
  if (lead.boolean(column.giftCard) === true && !sellsGiftCards) {
    const reason =
      "is a gift card: nobody here can issue its code. To sell it untaxed and send codes by hand, set gift_cards = true in [catalog] of shop.toml";
    return makeRefusal(lead.line, "Gift Card", title, reason);
  }
  const { name, included } = marketOf(country);
  if (lead.boolean(included) === false)
    return makeRefusal(lead.line, included, title, `is not offered in ${name}, where this shop sells`);
  return undefined;
}

/** A market of a Shopify shop that is one country, and the columns that say what holds in it. */
interface Market {
  readonly name: string;
  readonly included: string;
  readonly price: ImportColumn;
  readonly compareAt: ImportColumn;
}

/** Made once, since each takes as long as reading a product. */
const markets = new Map<string, Market>();

/** Shopify names a market after its one country, in English. */
function marketOf(country: string): Market {
  const known = markets.get(country);
  if (known) return known;
  const name = new Intl.DisplayNames("en", { type: "region" }).of(country) ?? country;
  const market = {
    name,
    included: `Included / ${name}`,
    // What holds in the shop's market goes before what holds everywhere.
    price: [`Price / ${name}`, ...column.price],
    compareAt: [`Compare At Price / ${name}`, ...column.compareAt],
  };
  markets.set(country, market);
  return market;
}

/** A product is sold everywhere the shop ships to, or not at all. */
function warnOfMarkets(lead: ImportRow, { country }: Assumptions): void {
  const own = marketOf(country).included.toLowerCase();
  for (const name of lead.columns) {
    if (!name.startsWith("included / ") || name === own || lead.boolean(name) !== false) continue;
    lead.warn(
      name,
      "is not offered in this market of your Shopify shop, but is sold here wherever you ship to",
    );
  }
}

/** Two products with one handle cannot be told apart. Some apps repeat the same title on every row of a product. */
function refuseOtherTitles(lead: ImportRow, rows: readonly ImportRow[]): void {
  const title = lead.text(column.title);
  for (const row of rows) {
    if ((row.text(column.title) ?? title) === title) continue;
    row.refuse(column.handle, `is the handle of ${JSON.stringify(title)} on line ${lead.line}, too`);
  }
}

function readProduct(
  id: ProductId,
  lead: ImportRow,
  rows: readonly ImportRow[],
  assumptions: Assumptions,
): Product {
  const title = lead.required(column.title) ?? "";
  const status = lead.text("Status")?.toLowerCase() ?? "active";
  return {
    id,
    title,
    handle: id,
    description: readDescription(lead.text(column.body)),
    url: lead.url(column.url),
    brand: lead.text("Vendor"),
    categories: readCategories(lead),
    tags: lead.list("Tags"),
    media: readImages(rows),
    published: (lead.boolean(column.published) ?? true) && status === "active",
    attributes: { ...readFeedFields(lead), ...readUnitPrice(rows) },
    variants: readVariants(id, title, lead, rows, assumptions),
  };
}

function readCategories(lead: ImportRow): readonly Category[] {
  const found = [
    { value: lead.text(column.type), taxonomy: "merchant" },
    { value: lead.text(column.category), taxonomy: "shopify" },
    { value: lead.text("Google Shopping / Google Product Category"), taxonomy: "google_product_category" },
  ];
  return found.flatMap(({ value, taxonomy }) => (value === undefined ? [] : [{ value, taxonomy }]));
}

function readFeedFields(lead: ImportRow): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [field, name] of feedFields) {
    const value = lead.text(name);
    if (value !== undefined) fields[field] = field === "mpn" ? value : value.toLowerCase();
  }
  return fields;
}

/** Feeds know one unit price of a product: one that its variants do not share is left out. */
function readUnitPrice(rows: readonly ImportRow[]): Record<string, string> {
  const found = rows.flatMap((row) => {
    const measure = quantity(row, column.unitPriceMeasure, column.unitPriceUnit);
    const base = quantity(row, column.unitPriceBase, column.unitPriceBaseUnit);
    return measure === undefined ? [] : [{ row, measure, base }];
  });
  const [first] = found;
  if (!first) return {};
  const other = found.find(({ measure, base }) => measure !== first.measure || base !== first.base);
  if (other) {
    other.row.warn(column.unitPriceMeasure, `is another than on line ${first.row.line}: the feed names none`);
    return {};
  }
  return {
    unit_pricing_measure: first.measure,
    ...(first.base === undefined ? {} : { unit_pricing_base_measure: first.base }),
  };
}

/** `750 ml`. */
function quantity(row: ImportRow, amount: ImportColumn, unit: ImportColumn): string | undefined {
  const [value, name] = [row.measure(amount), row.text(unit)];
  return value === undefined || name === undefined ? undefined : `${value} ${name.toLowerCase()}`;
}

function readImages(rows: readonly ImportRow[]): readonly Media[] {
  const images = rows.flatMap((row) => {
    const position = row.integer(column.imagePosition) ?? Number.MAX_SAFE_INTEGER;
    const altText = row.text(column.imageAlt);
    return readImageUrls(row).map((url, index) => ({
      url,
      altText: index === 0 ? altText : undefined,
      position,
    }));
  });
  return images
    .toSorted((one, other) => one.position - other.position)
    .map(({ url, altText }) => ({ type: "image", url, altText }));
}

/** Matrixify writes several images of a row into one cell, with semicolons between them. */
function readImageUrls(row: ImportRow): readonly string[] {
  const texts = row.text(column.imageUrl)?.split(/[;,\s]+(?=https?:\/\/)/) ?? [];
  return texts.flatMap(
    (text) =>
      webAddressOf(text) ?? row.refuse(column.imageUrl, "must be a whole https:// address", text) ?? [],
  );
}

function readVariants(
  productId: ProductId,
  productTitle: string,
  lead: ImportRow,
  rows: readonly ImportRow[],
  assumptions: Assumptions,
): readonly Variant[] {
  const withVariant = rows.filter(
    (row) => row === lead || row.text("Option1 Value") || row.text(column.price),
  );
  const shareHandle = rows.some((row) => (row.text(column.title) ?? productTitle) !== productTitle);
  const linesByChoice = new Map<string, number>();
  return withVariant.map((row) => {
    const chosen = readOptions(lead, row);
    const isAlone = chosen.length === 0;
    const before = linesByChoice.get(valuesKey({ options: chosen }));
    linesByChoice.set(valuesKey({ options: chosen }), before ?? row.line);
    if (isAlone && withVariant.length > 1 && !shareHandle)
      row.refuse("Option1 Value", "is required when a product has several variants");
    else if (before !== undefined && !shareHandle)
      row.refuse("Option1 Value", `is the choice of the variant on line ${before}, too`);
    return {
      id: plainVariantId(productId, chosen),
      productId,
      title: isAlone ? productTitle : `${productTitle} - ${chosen.map(({ value }) => value).join(" / ")}`,
      options: chosen,
      ...readOffer(lead, row, assumptions),
    };
  });
}

/** The choices of a row. Shopify writes the option `Title` with the value `Default Title` where there is none. */
function readOptions(lead: ImportRow, row: ImportRow): readonly VariantOption[] {
  const options = optionColumns.flatMap(({ nameColumn, valueColumn, unnamed }) => {
    const name = lead.text(nameColumn) ?? unnamed;
    const value = row.text(valueColumn);
    return value === undefined ? [] : [{ name, value }];
  });
  const [first] = options;
  return first?.name === "Title" && first.value === "Default Title" ? [] : options;
}

function readOffer(lead: ImportRow, row: ImportRow, { currency, country }: Assumptions) {
  row.required(column.price);
  const market = marketOf(country);
  const price = row.amount(market.price, currency);
  const compareAt = row.amount(market.compareAt, currency);
  const image = row.url(column.variantImage);
  const isGiftCard = lead.boolean(column.giftCard) === true;
  return {
    sku: unquote(row.text(column.sku)),
    barcodes: barcodesOf(unquote(row.text(column.barcode))),
    // A row without a price is refused, so nobody is ever asked this one.
    price: price ?? ZERO,
    listPrice: price !== undefined && compareAt !== undefined && compareAt > price ? compareAt : undefined,
    ...readStock(row),
    media: image === undefined ? [] : [{ type: "image", url: image }],
    weight: readWeight(row),
    requiresShipping: row.boolean(column.requiresShipping) ?? !isGiftCard,
    // A gift card is taxed when it is spent.
    taxClass: row.boolean(column.taxable) === false || isGiftCard ? "exempt" : "standard",
    condition: [lead.text("Google Shopping / Condition")?.toLowerCase() ?? "new"],
  };
}

/** In grams, as Shopify has it; or, from Matrixify, in the unit beside it. */
function readWeight(row: ImportRow): Weight | undefined {
  const unit = row.text(column.weightUnit)?.toLowerCase() ?? "g";
  const grams = row.measure(column.grams, 0);
  if (grams !== undefined) return { value: grams, unit: "g" };
  if (row.text(column.weight) === undefined) return undefined;
  switch (unit) {
    case "g":
    case "kg":
    case "oz":
    case "lb": {
      const value = row.measure(column.weight, unit === "g" ? 0 : undefined);
      return value === undefined ? undefined : { value, unit };
    }
    default:
      return row.refuse(column.weightUnit, "must be g, kg, oz or lb");
  }
}

/** An empty tracker means that nobody counts, whatever stands in the quantity. */
function readStock(row: ImportRow): Pick<Variant, "stock" | "backorder"> {
  const backorder = readPolicy(row);
  if (row.text(column.tracker) === undefined) return { stock: null, backorder };
  const stock = row.integer(column.quantity);
  if (stock === undefined && row.text(column.quantity) === undefined) {
    row.refuse(
      column.quantity,
      "is required for a variant whose stock is tracked. Shopify leaves it out of exports of shops with several " +
        "locations: add it from the inventory export",
    );
  }
  return { stock: stock ?? 0, backorder };
}

function readPolicy(row: ImportRow): boolean {
  switch (row.text(column.policy)?.toLowerCase()) {
    case undefined:
    case "deny":
    case "false":
      return false;
    case "continue":
    case "true":
      return true;
    default:
      row.refuse(column.policy, "must be deny or continue");
      return false;
  }
}

/** Shopify puts an apostrophe before digits, so that spreadsheets keep leading zeros. */
function unquote(text: string | undefined): string | undefined {
  return text?.replace(/^'/, "") || undefined;
}
