import { asId, type ProductId, type VariantId } from "../../ids.ts";
import { ZERO } from "../../money.ts";
import { webAddressOf } from "../../web-address.ts";
import type { Dimensions, SalePrice, Variant, VariantOption, Weight } from "../product.ts";
import { barcodesOf } from "./barcodes.ts";
import { readDescription, unescapeEntities } from "./description.ts";
import type { Assumptions, ImportRow } from "./row.ts";

/** WooCommerce's ID of a product or variation. */
export function readId(row: ImportRow): string | undefined {
  const id = row.required("ID");
  return id === undefined || /^\d{1,18}$/.test(id) ? id : row.refuse("ID", "must be a number");
}

/** `simple, downloadable, virtual` is the kind and what else holds of it. */
function typesOf(row: ImportRow): readonly string[] {
  return row.list("Type").map((type) => type.toLowerCase());
}

/** Where the first file of a row is; `undefined` when it has none. We hand over one: more are warned of. */
export function downloadOf(row: ImportRow): string | undefined {
  if (row.text("Download 2 URL") !== undefined) {
    row.warn("Download 2 URL", "is not handed over: only the first file is. Put all into one archive");
  }
  const column = "Download 1 URL";
  const text = row.text(column);
  if (text === undefined) return undefined;
  return (
    webAddressOf(text) ?? row.warn(column, "is no whole https:// address, so that nobody can be led there")
  );
}

/** What kind of product a row is: `simple`, `variable`, `variation`, `grouped`, `external`, or an extension's own. */
export function kindOf(row: ImportRow): string | undefined {
  return typesOf(row)[0];
}

/** A row's attributes, from 1 on: their names and what is written as their value. */
function* attributeCells(row: ImportRow): Generator<{ readonly name: string; readonly column: string }> {
  for (let number = 1; ; number += 1) {
    const name = row.text(`Attribute ${number} name`);
    if (name === undefined) return;
    yield { name: unescapeEntities(name), column: `Attribute ${number} value(s)` };
  }
}

/** A product's attributes: their names and the values given, separated by commas. */
export function attributesOf(row: ImportRow): { name: string; values: readonly string[] }[] {
  return [...attributeCells(row)].map(({ name, column }) => ({
    name,
    values: row.list(column).map(unescapeEntities),
  }));
}

/** Reads what is sold: a simple product's own row (`row` is `parent`), or a variation's beside its parent's. */
export function readWooCommerceVariant(
  productId: ProductId,
  productTitle: string,
  row: ImportRow,
  parent: ImportRow,
  assumptions: Assumptions,
): Variant {
  const isVariation = row !== parent;
  const options = isVariation ? readOptions(row) : [];
  const suffix = options.map(({ value }) => value).join(" / ");
  const images = isVariation ? row.urls("Images") : [];
  const description = isVariation ? readDescription(unescapeText(row.text("Description"))) : undefined;
  const price = row.amount("Regular price", assumptions.currency) ?? ZERO;
  return {
    id: asId<VariantId>(isVariation ? (readId(row) ?? "") : productId),
    productId,
    title: suffix === "" ? productTitle : `${productTitle} - ${suffix}`,
    sku: row.text("SKU"),
    barcodes: barcodesOf(row.text("GTIN, UPC, EAN, or ISBN")),
    price,
    sale: readSale(row, price, assumptions),
    ...readStock(row, parent),
    options,
    media: images.map((url) => ({ type: "image", url })),
    weight: readWeight(row) ?? readWeight(parent),
    dimensions: readDimensions(row) ?? readDimensions(parent),
    requiresShipping: !typesOf(row).includes("virtual"),
    taxClass: readTaxClass(row, parent),
    condition: ["new"],
    description,
    maxQuantity: parent.boolean("Sold individually?") ? 1 : undefined,
  };
}

/**
 * A variation has one value of each attribute, with whatever commas are in it. An attribute without a value stands for
 * any: the choice is then not made by choosing this variation.
 */
function readOptions(row: ImportRow): readonly VariantOption[] {
  return [...attributeCells(row)].flatMap(({ name, column }) => {
    const value = row.text(column);
    return value === undefined ? [] : [{ name, value: unescapeEntities(value.replaceAll("\\,", ",")) }];
  });
}

/** A sale whose dates cannot be read is left out: it would run for ever. */
function readSale(
  row: ImportRow,
  regular: number,
  { currency, timezone }: Assumptions,
): SalePrice | undefined {
  const price = row.amount("Sale price", currency);
  const startsAt = row.moment("Date sale price starts", timezone, "start");
  const endsAt = row.moment("Date sale price ends", timezone, "end");
  const isUnread =
    (startsAt === undefined && row.text("Date sale price starts") !== undefined) ||
    (endsAt === undefined && row.text("Date sale price ends") !== undefined);
  return price === undefined || price >= regular || isUnread ? undefined : { price, startsAt, endsAt };
}

/** A number is counted; without one, "In stock?" is all that is known. */
function readStock(row: ImportRow, parent: ImportRow): Pick<Variant, "stock" | "backorder"> {
  const allowed = row.text("Backorders allowed?")?.toLowerCase();
  if (allowed !== undefined && !["0", "1", "notify"].includes(allowed)) {
    row.refuse("Backorders allowed?", "must be 0, 1 or notify");
  }
  const backorder = allowed === "1" || allowed === "notify";
  const isSharedWithSiblings =
    row.text("Stock")?.toLowerCase() === "parent" ||
    (row !== parent && row.text("Stock") === undefined && parent.text("Stock"));
  if (isSharedWithSiblings) {
    row.refuse(
      "Stock",
      "is counted for all variations together. Count it for each variation, or not at all",
      parent.text("Stock"),
    );
    return { stock: 0, backorder };
  }
  if (row.text("Stock") !== undefined) return { stock: row.integer("Stock") ?? 0, backorder };
  switch (row.text("In stock?")?.toLowerCase()) {
    case undefined:
    case "1":
      return { stock: null, backorder };
    case "0":
      return { stock: 0, backorder: false };
    case "backorder":
      return { stock: 0, backorder: true };
    default:
      row.refuse("In stock?", "must be 1, 0 or backorder");
      return { stock: 0, backorder };
  }
}

/** The unit is the shop's and stands in the column's name. */
const weightUnits = { kg: "kg", g: "g", lbs: "lb", oz: "oz" } as const;

function readWeight(row: ImportRow): Weight | undefined {
  for (const [written, unit] of Object.entries(weightUnits)) {
    const value = row.measure(`Weight (${written})`, unit === "g" ? 0 : undefined);
    if (value !== undefined) return { value, unit };
  }
  return undefined;
}

/** How many centimetres or inches one of the shop's units is. */
const lengthUnits = {
  cm: { unit: "cm", factor: 1 },
  m: { unit: "cm", factor: 100 },
  mm: { unit: "cm", factor: 0.1 },
  in: { unit: "in", factor: 1 },
  yd: { unit: "in", factor: 36 },
} as const;

function readDimensions(row: ImportRow): Dimensions | undefined {
  for (const [written, { unit, factor }] of Object.entries(lengthUnits)) {
    const [length, width, height] = ["Length", "Width", "Height"].map((side) =>
      row.measure(`${side} (${written})`, written === "mm" ? 0 : undefined),
    );
    if (length === undefined || width === undefined || height === undefined) continue;
    // Twelve digits hide what binary fractions add: 3 mm are 0.3 cm.
    const scaled = (side: number) => Number((side * factor).toPrecision(12));
    return { length: scaled(length), width: scaled(width), height: scaled(height), unit };
  }
  return undefined;
}

function readTaxClass(row: ImportRow, parent: ImportRow): string {
  const status = (row.text("Tax status") ?? parent.text("Tax status"))?.toLowerCase();
  if (status === "none" || status === "shipping") return "exempt";
  const own = row.text("Tax class")?.toLowerCase();
  return (own === "parent" ? parent.text("Tax class")?.toLowerCase() : own) ?? "standard";
}

/** Text as it was typed: WooCommerce writes line breaks as \n, and puts an apostrophe before what a spreadsheet would take for a formula. */
export function unescapeText(text: string | undefined): string | undefined {
  return text?.replace(/^'(?=[=+\-@])/, "").replaceAll("\\n", "\n");
}
