import { asId, type ProductId } from "../../ids.ts";
import { ZERO } from "../../money.ts";
import type { Category, Media, Product, Variant, VariantOption } from "../product.ts";
import { barcodesOf } from "./barcodes.ts";
import { delimitedFormat } from "./delimited-format.ts";
import { describe } from "./description.ts";
import type { Assembled } from "./format.ts";
import type { Assumptions, Row } from "./row.ts";
import { plainVariantId, valuesKey } from "./variant-id.ts";

/** Columns by the name of Shopify's long-lived export first, then by that of its 2025 template. */
const column = {
  handle: ["Handle", "URL handle"],
  title: "Title",
  body: ["Body (HTML)", "Description"],
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
  variantImage: ["Variant Image", "Variant image URL"],
} as const;

/** Feed fields that Shopify keeps for Google, by the end of their column's name. */
const feedFields = { gender: "Gender", age_group: "Age Group", mpn: "MPN" } as const;

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
    refuseOtherTitles(lead, rows);
    const handle = lead.text(column.handle) ?? "";
    const id = asId<ProductId>(handle);
    const product = readProduct(id, lead, rows, assumptions);
    const refusals = rows.flatMap((row) => row.refusals);
    const warnings = rows.flatMap((row) => row.warnings);
    const assembled: Assembled = { id, refusals, leftOut: [], warnings };
    return refusals.length === 0 ? { ...assembled, product } : assembled;
  },
});

/** Two products with one handle cannot be told apart. Some apps repeat the same title on every row of a product. */
function refuseOtherTitles(lead: Row, rows: readonly Row[]): void {
  const title = lead.text(column.title);
  for (const row of rows) {
    if ((row.text(column.title) ?? title) === title) continue;
    row.refuse(column.handle, `is the handle of ${JSON.stringify(title)} on line ${lead.line}, too`);
  }
}

function readProduct(id: ProductId, lead: Row, rows: readonly Row[], assumptions: Assumptions): Product {
  const title = lead.required(column.title) ?? "";
  const status = lead.text("Status")?.toLowerCase() ?? "active";
  return {
    id,
    title,
    handle: id,
    description: describe(lead.text(column.body)),
    brand: lead.text("Vendor"),
    categories: readCategories(lead),
    tags: lead.list("Tags"),
    media: readImages(rows),
    published: (lead.boolean(column.published) ?? true) && status === "active",
    attributes: readFeedFields(lead),
    variants: readVariants(id, title, lead, rows, assumptions),
  };
}

function readCategories(lead: Row): readonly Category[] {
  const found = [
    { value: lead.text(column.type), taxonomy: "merchant" },
    { value: lead.text(column.category), taxonomy: "shopify" },
    { value: lead.text("Google Shopping / Google Product Category"), taxonomy: "google_product_category" },
  ];
  return found.flatMap(({ value, taxonomy }) => (value === undefined ? [] : [{ value, taxonomy }]));
}

function readFeedFields(lead: Row): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [field, name] of Object.entries(feedFields)) {
    const value = lead.text(`Google Shopping / ${name}`);
    if (value !== undefined) fields[field] = field === "mpn" ? value : value.toLowerCase();
  }
  return fields;
}

function readImages(rows: readonly Row[]): readonly Media[] {
  const images = rows.flatMap((row) => {
    const url = row.url(column.imageUrl);
    const position = row.integer(column.imagePosition) ?? Number.MAX_SAFE_INTEGER;
    return url === undefined ? [] : [{ url, altText: row.text(column.imageAlt), position }];
  });
  return images
    .toSorted((one, other) => one.position - other.position)
    .map(({ url, altText }) => ({ type: "image", url, altText }));
}

function readVariants(
  productId: ProductId,
  productTitle: string,
  lead: Row,
  rows: readonly Row[],
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
    else if (before !== undefined)
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
function readOptions(lead: Row, row: Row): readonly VariantOption[] {
  const options = [1, 2, 3].flatMap((number) => {
    const name = lead.text(`Option${number} Name`) ?? `Option ${number}`;
    const value = row.text(`Option${number} Value`);
    return value === undefined ? [] : [{ name, value }];
  });
  const [first] = options;
  return first?.name === "Title" && first.value === "Default Title" ? [] : options;
}

function readOffer(lead: Row, row: Row, { currency }: Assumptions) {
  row.required(column.price);
  const price = row.amount(column.price, currency);
  const compareAt = row.amount(column.compareAt, currency);
  const grams = row.measure(column.grams, 0);
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
    weight: grams === undefined ? undefined : { value: grams, unit: "g" as const },
    requiresShipping: row.boolean(column.requiresShipping) ?? !isGiftCard,
    taxClass: row.boolean(column.taxable) === false ? "exempt" : "standard",
    condition: [lead.text("Google Shopping / Condition")?.toLowerCase() ?? "new"],
  };
}

/** An empty tracker means that nobody counts, whatever stands in the quantity. */
function readStock(row: Row): Pick<Variant, "stock" | "backorder"> {
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

function readPolicy(row: Row): boolean {
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
