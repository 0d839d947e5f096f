import { digitalGoodsFields } from "../../../catalog/digital-goods.ts";
import type { StockEdit } from "../../../catalog/editing/adjust-stock.ts";
import type { ProductEdit, VariantEdit } from "../../../catalog/editing/edit-product.ts";
import {
  productChangeFromText,
  readSale,
  type TextTerms,
  variantChangeFromText,
} from "../../../catalog/editing/field-text.ts";
import { merchantFieldOverride, type ProductOverride } from "../../../catalog/editing/override.ts";
import {
  productOverrideFrom,
  spelledField,
  variantOverrideFrom,
} from "../../../catalog/editing/override-fields.ts";
import type { ProductInShop } from "../../../catalog/editing/owned-product.ts";
import { showProductChange, showVariantChange } from "../../../catalog/editing/show-override.ts";
import type { Variant } from "../../../catalog/product.ts";
import { readMerchantField } from "../../../feed/merchant-field.ts";
import type { VariantId } from "../../../ids.ts";
import { formatMajor } from "../../../money.ts";
import type { Shop } from "../../../shop.ts";
import { localMoment } from "./view.ts";

/** What a product's form asks for: only what is another value than the page showed. */
export interface ReadProductForm {
  readonly edit: ProductEdit;
  readonly stock: readonly { readonly id: VariantId; readonly edit: StockEdit }[];
  readonly mistakes: readonly string[];
}

type Mistake = (words: string) => void;

/** Reads the form of a product's page, against the product as it is. */
export function readProductForm(form: URLSearchParams, found: ProductInShop, shop: Shop): ReadProductForm {
  const mistakes: string[] = [];
  const mistake: Mistake = (words) => void mistakes.push(words);
  const { product } = found;
  const terms = { currency: shop.currency, timezone: shop.timezone, media: product.media };
  const variants = product.variants.filter(({ id }) => form.has(`price:${id}`));
  return {
    edit: {
      version: form.get("version") ?? undefined,
      product: [...productChanges(form, found, terms, mistake), ...fieldChanges(form, found, mistake)],
      variants: variants.map((variant) => ({
        id: variant.id,
        changes: variantChanges(form, variant, terms, mistake),
      })),
    },
    stock: variants.flatMap((variant) => stockChange(form, variant, mistake)),
    mistakes,
  };
}

/** Browsers send lines apart by CR and LF. */
function textIn(form: URLSearchParams, name: string): string | undefined {
  return form.get(name)?.replaceAll("\r\n", "\n");
}

function productChanges(
  form: URLSearchParams,
  { product }: ProductInShop,
  terms: TextTerms,
  mistake: Mistake,
): readonly ProductOverride[] {
  return (["title", "description", "brand", "categories", "media"] as const).flatMap((name) => {
    const text = textIn(form, name);
    const shown = showProductChange(productOverrideFrom(product, name)).replaceAll("\r\n", "\n");
    if (text === undefined || text.trim() === shown.trim()) return [];
    const read = productChangeFromText(name, text, terms);
    if (read.ok) return [read.change];
    mistake(`The ${name} ${read.reason}.`);
    return [];
  });
}

function fieldChanges(
  form: URLSearchParams,
  { product }: ProductInShop,
  mistake: Mistake,
): readonly ProductOverride[] {
  const before = product.merchantFields ?? {};
  const { downloadUrl, licenseKey } = digitalGoodsFields;
  const wanted = new Map<string, string>();
  for (const name of [downloadUrl, licenseKey]) {
    const text = textIn(form, `field:${name}`);
    if (text !== undefined) wanted.set(name, text.trim());
  }
  const lines = textIn(form, "fields");
  if (lines !== undefined) {
    for (const name of Object.keys(before))
      if (name !== downloadUrl && name !== licenseKey) wanted.set(name, "");
    for (const line of lines.split("\n").filter((each) => each.trim() !== "")) {
      const [, name, text] = /^\s*([^=]+?)\s*=(.*)$/s.exec(line) ?? [];
      if (name === undefined || text === undefined)
        mistake(`${JSON.stringify(line)} is no field with its value, like return_window=30.`);
      else wanted.set(name, text.trim());
    }
  }
  return [...wanted].flatMap(([name, text]) => {
    if ((before[name] ?? "") === text) return [];
    const read = readMerchantField(name, text);
    if (read.ok) return [merchantFieldOverride(read.name, read.value)];
    mistake(read.reason);
    return [];
  });
}

function variantChanges(
  form: URLSearchParams,
  variant: Variant,
  terms: TextTerms,
  mistake: Mistake,
): readonly VariantEdit[] {
  const { id } = variant;
  const changes: VariantEdit[] = [];
  for (const name of ["price", "sku", "listPrice", "weight", "taxClass", "maxQuantity"] as const) {
    const spelled = spelledField(name);
    const text = textIn(form, `${spelled}:${id}`);
    const shown = showVariantChange(variantOverrideFrom(variant, name), terms.currency);
    if (text === undefined || text.trim() === shown) continue;
    const read = variantChangeFromText(spelled, text, terms);
    if (read.ok) changes.push(read.change);
    else mistake(`The ${spelled.replaceAll("_", " ")} of ${variant.title} ${read.reason}.`);
  }
  changes.push(...saleChange(form, variant, terms, mistake));
  if (!form.has(`boxes:${id}`)) return changes;
  for (const name of ["requiresShipping", "backorder"] as const) {
    const value = form.has(`${spelledField(name)}:${id}`);
    if (value !== variant[name]) changes.push({ field: name, value });
  }
  if (form.has(`unlist:${id}`)) changes.push({ field: "listed", value: false });
  return changes;
}

function saleChange(
  form: URLSearchParams,
  { id, title, sale }: Variant,
  { currency, timezone }: TextTerms,
  mistake: Mistake,
): readonly VariantEdit[] {
  const [price, from, until] = ["sale_price", "sale_from", "sale_until"].map(
    (name) => textIn(form, `${name}:${id}`)?.trim() ?? "",
  );
  const shown = [
    sale ? formatMajor(sale.price, currency) : "",
    sale?.startsAt === undefined ? "" : localMoment(sale.startsAt, timezone),
    sale?.endsAt === undefined ? "" : localMoment(sale.endsAt, timezone),
  ];
  if (!form.has(`sale_price:${id}`) || Bun.deepEquals([price, from, until], shown)) return [];
  const read = readSale({ price: price ?? "", from: from ?? "", until: until ?? "" }, { currency, timezone });
  if (read.ok) return [{ field: "sale", value: read.change }];
  mistake(`A part of the sale of ${title} ${read.reason}.`);
  return [];
}

function stockChange(
  form: URLSearchParams,
  { id, title }: Variant,
  mistake: Mistake,
): ReadProductForm["stock"] {
  const text = textIn(form, `stock:${id}`)?.trim() ?? "";
  const seen = form.get(`seen:${id}`) ?? "";
  const reason = textIn(form, "reason") ?? "";
  const isCountedHere = form.has(`count_here:${id}`);
  if (text === seen && !isCountedHere) return [];
  if (!/^-?\d{1,9}$/.test(text) || Number(text) < Math.min(0, Number(seen))) {
    mistake(`The stock of ${title} must be a whole number of units.`);
    return [];
  }
  if (reason.trim() === "" || reason.length > 200) {
    mistake("Say why the stock is another one, in up to 200 characters.");
    return [];
  }
  const units = Number(text);
  if (isCountedHere) return [{ id, edit: { kind: "count_here", units, reason } }];
  const counted = form.get(`counted:${id}`);
  return [
    {
      id,
      edit: {
        kind: "to",
        units,
        seen: seen === "" ? undefined : Number(seen),
        counted: counted === null ? undefined : counted === "" ? null : Number(counted),
        reason,
      },
    },
  ];
}
