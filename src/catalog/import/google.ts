import type { Instant } from "../../clock.ts";
import { asId, type ProductId, type VariantId } from "../../ids.ts";
import { ZERO } from "../../money.ts";
import { webAddressOf } from "../../web-address.ts";
import type {
  Barcode,
  Category,
  Media,
  Product,
  SalePrice,
  Variant,
  VariantOption,
  Weight,
} from "../product.ts";
import { barcodesOf } from "./barcodes.ts";
import { readMoment } from "./dates.ts";
import { delimitedFormat } from "./delimited-format.ts";
import { readDescription } from "./description.ts";
import type { Assembled, CatalogFormat } from "./format.ts";
import { CONTRADICTIONS, stageXmlItems } from "./google-xml.ts";
import { type Assumptions, type ImportColumn, ImportRow } from "./row.ts";

/** What tells the variants of one group apart, in the order buyers are used to. */
const optionFields = ["color", "size", "material", "pattern"] as const;

/** Fields that feeds take over as they are. */
const feedFields = [
  "gender",
  "age_group",
  "size_type",
  "size_system",
  "availability_date",
  "expiration_date",
  "unit_pricing_measure",
  "unit_pricing_base_measure",
  "video_link",
  "adult",
] as const;

/** All that is read, where an element can say only one thing. */
const read: readonly string[] = [
  ...optionFields,
  ...feedFields,
  ...["title", "item_group_title", "description", "link", "brand", "gtin", "mpn", "condition"],
  ...["google_product_category", "product_weight", "shipping_weight", "sale_price_effective_date"],
];

/** An attribute as columns spell it: `image_link`, `image link` or `g:image_link`. */
function attribute(name: string): ImportColumn {
  return [name, name.replaceAll("_", " "), `g:${name}`];
}

const delimited = delimitedFormat({
  name: "google",
  writer: "Google Merchant",
  required: [attribute("id"), attribute("title"), attribute("price"), attribute("availability")],
  place(row) {
    const id = row.required(attribute("id"));
    return id === undefined ? undefined : { group: groupOf(row) ?? id };
  },
  assemble(rows, assumptions) {
    const [first] = rows;
    const id = asId<ProductId>(groupOf(first) ?? "");
    for (const row of rows) noteContradictions(row);
    const product = readProduct(id, first, rows, assumptions);
    const refusals = rows.flatMap((row) => row.refusals);
    const warnings = rows.flatMap((row) => row.warnings);
    const assembled: Assembled = { id, refusals, leftOut: [], warnings };
    return refusals.length === 0 ? { ...assembled, product } : assembled;
  },
});

/**
 * A feed for Google Merchant Center, tab- or comma-separated or in XML (RSS 2.0 or Atom). Each row is a variant; those
 * with one `item_group_id` are one product.
 */
export const googleFormat: CatalogFormat = {
  name: "google",
  recognizes: (start, columns) => isXml(start) || delimited.recognizes(start, columns),
  read: (text, start) =>
    isXml(start)
      ? stageXmlItems(text, (cells) => groupOf(new ImportRow(0, cells)))
      : delimited.read(text, start),
  assemble: delimited.assemble,
};

/** What must not be guessed where an item says two things. */
const decisive: readonly string[] = [
  "id",
  "item_group_id",
  "price",
  "sale_price",
  "availability",
  "quantity",
];

/** Refuses an item that says two things of what it costs or is, and warns where the first of two is taken. */
function noteContradictions(row: ImportRow): void {
  for (const name of row.text(CONTRADICTIONS)?.split(" ") ?? []) {
    const column = attribute(name);
    if (decisive.includes(name)) row.refuse(column, "stands twice, with two values: leave one");
    else if (read.includes(name)) row.warn(column, "stands twice, with two values: the first is taken");
  }
}

function isXml(start: string): boolean {
  return start.trimStart().startsWith("<");
}

function groupOf(row: ImportRow): string | undefined {
  return row.text(attribute("item_group_id")) ?? row.text(attribute("id"));
}

function readProduct(
  id: ProductId,
  first: ImportRow,
  rows: readonly ImportRow[],
  assumptions: Assumptions,
): Product {
  const options = optionFields.filter((name) => rows.length > 1 && isChoice(name, rows));
  return {
    id,
    title:
      first.text(attribute("item_group_title")) ??
      commonTitle(rows) ??
      first.required(attribute("title")) ??
      "",
    description: readDescription(first.text(attribute("description"))),
    url: first.url(attribute("link")),
    brand: first.text(attribute("brand")),
    categories: readCategories(first),
    tags: [],
    media: readMedia(first),
    published: true,
    attributes: readFields(first, rows, options),
    variants: rows.map((row) => readVariant(id, row, first, options, assumptions)),
  };
}

/** What the titles of a group have in common: "Scarf, red" and "Scarf, blue" are scarves, and so is "Red Scarf". */
function commonTitle(rows: readonly ImportRow[]): string | undefined {
  const titles = rows.map((row) => row.text(attribute("title"))?.split(/\s+/) ?? []);
  const start = commonStart(titles).join(" ");
  const end = commonStart(titles.map((words) => words.toReversed()))
    .toReversed()
    .join(" ");
  // What parts the common words from the others belongs to neither.
  const title = start.length >= end.length ? withoutEnd(start) : end;
  return title === "" ? undefined : title;
}

/** A text without the signs at its end that only part it from what follows. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && /[\s,;:|/([–—-]/.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** The words that all lists begin with. */
function commonStart([first = [], ...others]: readonly (readonly string[])[]): readonly string[] {
  const differs = first.findIndex((word, index) => others.some((other) => other[index] !== word));
  return differs < 0 ? first : first.slice(0, differs);
}

/** Whether the rows of a group differ in it. */
function isChoice(name: string, rows: readonly ImportRow[]): boolean {
  return new Set(rows.map((row) => row.text(attribute(name)))).size > 1;
}

function readCategories(row: ImportRow): readonly Category[] {
  const own = row.text(attribute("product_type"))?.split("\n") ?? [];
  const googles = row.text(attribute("google_product_category"));
  return [
    ...own.map((value) => ({ value, taxonomy: "merchant" })),
    ...(googles === undefined ? [] : [{ value: googles, taxonomy: "google_product_category" }]),
  ];
}

function readFields(
  first: ImportRow,
  rows: readonly ImportRow[],
  options: readonly (typeof optionFields)[number][],
): Record<string, string> {
  const common = [...optionFields, ...feedFields].filter(
    (name) => !options.some((option) => option === name) && !isChoice(name, rows),
  );
  return Object.fromEntries(
    common.flatMap((name) => {
      const value = first.text(attribute(name));
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function readVariant(
  productId: ProductId,
  row: ImportRow,
  first: ImportRow,
  options: readonly string[],
  { currency }: Assumptions,
): Variant {
  row.required(attribute("price"));
  const price = row.price(attribute("price"), currency);
  // What is said of the product already need not be said again.
  const isOwn = (name: string) => row.text(attribute(name)) !== first.text(attribute(name));
  return {
    id: asId<VariantId>(row.text(attribute("id")) ?? ""),
    productId,
    title: row.required(attribute("title")) ?? "",
    barcodes: readBarcodes(row),
    price: price ?? ZERO,
    sale: readSale(row, price, currency),
    ...readStock(row),
    options: options.flatMap((name): VariantOption[] => {
      const value = row.text(attribute(name));
      return value === undefined
        ? []
        : [{ name: `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`, value }];
    }),
    media: isOwn("image_link") ? readMedia(row) : [],
    weight: readWeight(row, attribute("product_weight")) ?? readWeight(row, attribute("shipping_weight")),
    requiresShipping: true,
    taxClass: "standard",
    condition: [row.text(attribute("condition"))?.toLowerCase() ?? "new"],
    url: isOwn("link") ? row.url(attribute("link")) : undefined,
    description: isOwn("description") ? readDescription(row.text(attribute("description"))) : undefined,
  };
}

function readBarcodes(row: ImportRow): readonly Barcode[] {
  const mpn = row.text(attribute("mpn"));
  return [
    ...barcodesOf(row.text(attribute("gtin"))),
    ...(mpn === undefined ? [] : [{ type: "MPN", value: mpn }]),
  ];
}

/** Google's `1.5 lb`. */
function readWeight(row: ImportRow, column: ImportColumn): Weight | undefined {
  const text = row.text(column);
  if (text === undefined) return undefined;
  const [, number = "", written = ""] = /^(\d{1,12}(?:\.\d{1,9})?)\s*(g|kg|oz|lb)s?$/i.exec(text) ?? [];
  const unit = written.toLowerCase();
  switch (unit) {
    case "g":
    case "kg":
    case "oz":
    case "lb":
      return Number(number) > 0 ? { value: Number(number), unit } : undefined;
    default:
      return row.refuse(column, 'must be a number and g, kg, oz or lb, like "1.5 lb"');
  }
}

function readMedia(row: ImportRow): readonly Media[] {
  const main = row.url(attribute("image_link"));
  const more = row.text(attribute("additional_image_link"))?.split(/\n|,(?=\s*https?:)/) ?? [];
  const urls = new Set([...(main === undefined ? [] : [main]), ...more.map((url) => url.trim())]);
  return [...urls]
    .flatMap(
      (url) =>
        webAddressOf(url) ??
        row.refuse(attribute("additional_image_link"), "must hold whole https:// addresses", url) ??
        [],
    )
    .map((url) => ({ type: "image", url }));
}

/** A feed rarely counts; without a quantity, the availability is all that is known. */
function readStock(row: ImportRow): Pick<Variant, "stock" | "backorder"> {
  const pluralize = row.integer([
    ...attribute("quantity"),
    ...attribute("sell_on_google_quantity"),
    // Facebook's, now and before.
    ...attribute("quantity_to_sell_on_facebook"),
    ...attribute("inventory"),
  ]);
  row.required(attribute("availability"));
  switch (row.text(attribute("availability"))?.toLowerCase().replaceAll(" ", "_")) {
    case undefined:
    case "in_stock":
      return { stock: pluralize ?? null, backorder: false };
    case "out_of_stock":
    case "discontinued":
      return { stock: pluralize ?? 0, backorder: false };
    case "preorder":
    case "backorder":
    case "available_for_order":
      return { stock: pluralize ?? 0, backorder: true };
    default:
      row.refuse(attribute("availability"), "must be in_stock, out_of_stock, preorder or backorder");
      return { stock: 0, backorder: false };
  }
}

function readSale(
  row: ImportRow,
  regular: number | undefined,
  currency: Assumptions["currency"],
): SalePrice | undefined {
  const price = row.price(attribute("sale_price"), currency);
  const column = attribute("sale_price_effective_date");
  const dates = row.text(column);
  const period = dates === undefined ? {} : readPeriod(dates);
  if (price === undefined || regular === undefined || price >= regular) return undefined;
  return period
    ? { price, ...period }
    : row.warn(
        column,
        'must be two moments, like "2026-11-27T00:00-0800/2026-11-30T23:59-0800": without them the sale price is left out',
      );
}

/** From when to when a sale price holds. Google reads a moment without an offset as UTC. */
function readPeriod(text: string): { startsAt: Instant; endsAt: Instant } | undefined {
  const [start = "", end = "", ...more] = text.split("/");
  const startsAt = readMoment(start, "UTC", "start");
  const endsAt = readMoment(end, "UTC", "end");
  const isPeriod = startsAt !== undefined && endsAt !== undefined && endsAt > startsAt && more.length === 0;
  return isPeriod ? { startsAt, endsAt } : undefined;
}
