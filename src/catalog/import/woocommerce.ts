import { asId, type ProductId } from "../../ids.ts";
import { digitalGoodsFields } from "../digital-goods.ts";
import type { Category, Product } from "../product.ts";
import { delimitedFormat } from "./delimited-format.ts";
import { readDescription, unescapeEntities } from "./description.ts";
import type { Assembled } from "./format.ts";
import { makeRefusal, type Refusal } from "./refusal.ts";
import type { Assumptions, ImportRow } from "./row.ts";
import { englishHeader } from "./woocommerce-header.ts";
import {
  attributesOf,
  downloadOf,
  kindOf,
  readId,
  readWooCommerceVariant,
  unescapeText,
} from "./woocommerce-variant.ts";

/** Attributes that feeds know by a name of their own. */
const feedFields = new Set(["color", "colour", "size", "material", "pattern", "gender", "age group"]);

/** Kinds of product that are no goods of this shop, and what to say of them. */
const notSold = new Map([
  ["grouped", "a grouped product is a page of other products, which are imported by themselves"],
  ["external", "an external product is sold on another site"],
  ["gift-card", "is a gift card: nobody here can issue its code"],
  ["pw-gift-card", "is a gift card: nobody here can issue its code"],
]);

/** Extensions of WooCommerce know many more; what they sell cannot be told from their rows. */
const soldKinds = new Set(["simple", "variable", "variation"]);

/**
 * A product export of WooCommerce ("Export all columns"). A variable product and its variations are rows of their own,
 * anywhere in the file; a variation names its parent by SKU or as `id:123`. Ids are WooCommerce's own.
 */
export const woocommerce = delimitedFormat({
  name: "woocommerce",
  writer: "WooCommerce",
  required: ["ID", "Type", "Name", "Regular price"],
  rename: englishHeader,
  place(row) {
    const id = readId(row);
    if (id === undefined) return undefined;
    if (kindOf(row) === "variation") {
      const parent = row.required("Parent");
      return parent === undefined ? undefined : { group: groupName(parent) };
    }
    const sku = row.text("SKU");
    return { group: groupName(`id:${id}`), alias: sku === undefined ? undefined : groupName(sku) };
  },
  assemble(rows, assumptions) {
    const parent = rows.find((row) => kindOf(row) !== "variation");
    if (!parent) return withoutParent(rows);
    const id = asId<ProductId>(readId(parent) ?? "");
    const again = rows.find((row) => row !== parent && kindOf(row) !== "variation");
    again?.refuse("ID", `is the ID of the product on line ${parent.line}, too`);
    const leftOut: Refusal[] = [];
    const product = readProduct(
      id,
      parent,
      rows.filter((row) => row !== parent),
      assumptions,
      leftOut,
    );
    const refusals = rows.flatMap((row) => row.refusals);
    const warnings = rows.flatMap((row) => row.warnings);
    const assembled: Assembled = { id, refusals, leftOut, warnings };
    return refusals.length === 0 && product ? { ...assembled, product } : assembled;
  },
});

/** A parent is named by SKU, but `id:` is what WooCommerce writes for one without: the two must not meet. */
function groupName(reference: string): string {
  const [, id] = /^id:(\d+)$/.exec(reference) ?? [];
  return id === undefined ? `sku ${reference}` : `id ${id}`;
}

function withoutParent(rows: readonly [ImportRow, ...ImportRow[]]): Assembled {
  for (const row of rows) row.refuse("Parent", "is no product of this file");
  return { id: undefined, refusals: rows.flatMap((row) => row.refusals), leftOut: [] };
}

/** The product, or `undefined` when it is refused or left out. */
function readProduct(
  id: ProductId,
  parent: ImportRow,
  variations: readonly ImportRow[],
  assumptions: Assumptions,
  leftOut: Refusal[],
): Product | undefined {
  const kind = kindOf(parent) ?? "";
  const reason = notSold.get(kind);
  if (reason !== undefined) {
    leftOut.push(makeRefusal(parent.line, "Type", kind, reason));
    return undefined;
  }
  if (!soldKinds.has(kind))
    return parent.refuse("Type", "must be simple or variable: no other kind can be sold here");
  const title = unescapeEntities(parent.required("Name") ?? "");
  const isVariable = kind === "variable";
  const sold = (isVariable ? inPosition(variations) : [parent]).filter((row) => isSold(row, leftOut));
  if (isVariable && variations.length === 0) {
    leftOut.push(makeRefusal(parent.line, "Type", kind, "no variation of this product is in the file"));
  }
  if (sold.length === 0) return undefined;
  return {
    id,
    title,
    handle: undefined,
    description: readDescription(
      unescapeText(parent.text("Description") ?? parent.text("Short description")),
    ),
    brand: parent.list("Brands").map(unescapeEntities)[0],
    categories: parent
      .list("Categories")
      .map((value): Category => ({ value: unescapeEntities(value), taxonomy: "merchant" })),
    tags: parent.list("Tags").map(unescapeEntities),
    media: parent.urls("Images").map((url) => ({ type: "image", url })),
    published: isPublished(parent),
    attributes: { ...readFeedFields(parent), ...readDownload(new Set([parent, ...sold])) },
    variants: sold.map((row) => readWooCommerceVariant(id, title, row, parent, assumptions)),
  };
}

/** The file of the product. One link hands over one product: variations with files of their own cannot be told apart. */
function readDownload(rows: ReadonlySet<ImportRow>): Record<string, string> {
  const found = [...rows].flatMap((row) => {
    const url = downloadOf(row);
    return url === undefined ? [] : [{ row, url }];
  });
  const [first] = found;
  if (!first) return {};
  for (const { row, url } of found) {
    if (url !== first.url)
      row.warn(
        "Download 1 URL",
        `is not handed over: the file of line ${first.row.line} is, for the whole product`,
      );
  }
  return { [digitalGoodsFields.downloadUrl]: first.url };
}

function inPosition(rows: readonly ImportRow[]): readonly ImportRow[] {
  const position = (row: ImportRow) => row.integer("Position") ?? 0;
  return rows.toSorted((one, other) => position(one) - position(other) || one.line - other.line);
}

/** WooCommerce itself does not sell what has no price, nor a variation that is switched off. */
function isSold(row: ImportRow, leftOut: Refusal[]): boolean {
  const kind = kindOf(row) ?? "";
  if (row.text("Regular price") === undefined) {
    leftOut.push(
      makeRefusal(
        row.line,
        "Regular price",
        "",
        `this ${kind} product has no price, so WooCommerce does not sell it either`,
      ),
    );
    return false;
  }
  if (kind === "variation" && row.text("Published") !== undefined && row.text("Published") !== "1") {
    leftOut.push(makeRefusal(row.line, "Published", row.text("Published"), "this variation is switched off"));
    return false;
  }
  return true;
}

/** 1 is published, 0 private, -1 a draft. What is hidden from catalogue and search alike is not shown to agents either. */
function isPublished(row: ImportRow): boolean {
  const published = row.text("Published") ?? "1";
  if (!/^-?[01]$/.test(published)) row.refuse("Published", "must be 1, 0 or -1");
  return published === "1" && row.text("Visibility in catalog")?.toLowerCase() !== "hidden";
}

/** A simple product's attributes with one value, such as its colour. */
function readFeedFields(row: ImportRow): Record<string, string> {
  const found = attributesOf(row).flatMap(({ name, values: [value, ...others] }) => {
    const field = name.toLowerCase();
    return value !== undefined && others.length === 0 && feedFields.has(field)
      ? [[field === "colour" ? "color" : field.replace(" ", "_"), value] as const]
      : [];
  });
  return Object.fromEntries(found);
}
