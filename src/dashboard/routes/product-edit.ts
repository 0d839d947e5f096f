import { type Static, Type } from "@sinclair/typebox";
import type { ProductEdit, VariantEdit } from "../../catalog/editing/edit-product.ts";
import type { ProductOverride } from "../../catalog/editing/override.ts";
import { merchantFieldOverride } from "../../catalog/editing/override.ts";
import { productFields, spelledField, variantFields } from "../../catalog/editing/override-fields.ts";
import type { Media, Product } from "../../catalog/product.ts";
import { fromRfc3339, type Instant } from "../../clock.ts";
import { readMerchantField } from "../../feed/merchant-field.ts";
import { asId, type VariantId } from "../../ids.ts";
import { minor } from "../../money.ts";
import { closed } from "../../operations/fields.ts";
import { webAddressOf } from "../../web-address.ts";

const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength });
const OrNone = <Schema extends ReturnType<typeof Type.String> | ReturnType<typeof Type.Integer>>(
  schema: Schema,
) => Type.Optional(Type.Union([schema, Type.Null()]));
const Amount = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: "Minor units." });
const Images = Type.Optional(
  Type.Array(Type.String({ maxLength: 2_000, description: "An https address." }), { maxItems: 250 }),
);
const Moment = Type.Optional(Type.String({ maxLength: 40, description: "RFC 3339." }));

const VariantEditBody = closed({
  id: Text(200),
  title: Type.Optional(Text(500)),
  sku: OrNone(Text(200)),
  price: Type.Optional(Amount),
  list_price: OrNone(Amount),
  sale: Type.Optional(
    Type.Union([closed({ price: Amount, starts_at: Moment, ends_at: Moment }), Type.Null()]),
  ),
  backorder: Type.Optional(Type.Boolean()),
  images: Images,
  weight: Type.Optional(
    Type.Union([
      closed({
        value: Type.Number({ exclusiveMinimum: 0 }),
        unit: Type.Union([Type.Literal("g"), Type.Literal("kg"), Type.Literal("oz"), Type.Literal("lb")]),
      }),
      Type.Null(),
    ]),
  ),
  requires_shipping: Type.Optional(Type.Boolean()),
  tax_class: Type.Optional(Text(100)),
  max_quantity: OrNone(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
  listed: Type.Optional(Type.Boolean()),
});

/** What is to be changed of a product; what is not sent stays. */
export const ProductEditBody = closed({
  version: Type.Optional(Type.String({ maxLength: 64, description: "Under which you saw the product." })),
  title: Type.Optional(Text(500)),
  description: OrNone(Type.String({ maxLength: 20_000 })),
  brand: OrNone(Text(200)),
  categories: Type.Optional(Type.Array(Text(750), { maxItems: 50 })),
  images: Images,
  published: Type.Optional(Type.Boolean()),
  listed: Type.Optional(Type.Boolean()),
  merchant_fields: Type.Optional(
    Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 5_000 }), {
      description: "Fields of the feed and of downloads by name; empty for none.",
    }),
  ),
  variants: Type.Optional(Type.Array(VariantEditBody, { maxItems: 2_048 })),
});

type Body = Static<typeof ProductEditBody>;
type VariantBody = Static<typeof VariantEditBody>;

/** What a body asks for, or why it cannot be read. */
export type ProductEditRead =
  | { readonly ok: true; readonly edit: ProductEdit }
  | { readonly ok: false; readonly reason: string };

/** Reads a change; `seen` is the product as it is, whose pictures keep what is said of them. */
export function productEditFrom(body: Body, seen: Product | undefined): ProductEditRead {
  const mistakes: string[] = [];
  const mistake = (reason: string) => void mistakes.push(reason);
  const product = productChanges(body, seen?.media ?? [], mistake);
  const variants = (body.variants ?? []).map((variant) => {
    const before = seen?.variants.find(({ id }) => id === variant.id);
    return {
      id: asId<VariantId>(variant.id),
      changes: variantChanges(variant, before?.media ?? [], mistake),
    };
  });
  const [reason] = mistakes;
  return reason === undefined
    ? { ok: true, edit: { version: body.version, product, variants } }
    : { ok: false, reason };
}

/** The field that the API spells so. */
export function fieldNamed(spelled: string): string {
  const fields = [...productFields, ...variantFields];
  const merchantField = /^merchant_fields\.(.+)$/s.exec(spelled)?.[1];
  if (merchantField !== undefined) return merchantFieldOverride(merchantField, "").field;
  if (spelled === "images") return "media";
  return fields.find((field) => spelledField(field) === spelled) ?? spelled;
}

type Mistake = (reason: string) => void;

function productChanges(body: Body, media: readonly Media[], mistake: Mistake): ProductOverride[] {
  const { title, description, brand, categories, images, published, listed, merchant_fields = {} } = body;
  const changes: ProductOverride[] = [];
  if (title !== undefined) changes.push({ field: "title", value: title });
  if (description !== undefined)
    changes.push({ field: "description", value: description ? { plain: description } : null });
  if (brand !== undefined) changes.push({ field: "brand", value: brand });
  if (categories !== undefined) {
    const value = categories.map((path) => ({ value: path, taxonomy: "merchant" }));
    changes.push({ field: "categories", value });
  }
  if (images !== undefined) changes.push({ field: "media", value: mediaFrom(images, media, mistake) });
  if (published !== undefined) changes.push({ field: "published", value: published });
  if (listed !== undefined) changes.push({ field: "listed", value: listed });
  for (const [name, text] of Object.entries(merchant_fields)) {
    const read = readMerchantField(name, text);
    if (read.ok) changes.push(merchantFieldOverride(read.name, read.value));
    else mistake(read.reason);
  }
  return changes;
}

function variantChanges(body: VariantBody, media: readonly Media[], mistake: Mistake): VariantEdit[] {
  const changes: VariantEdit[] = [];
  if (body.title !== undefined) changes.push({ field: "title", value: body.title });
  if (body.sku !== undefined) changes.push({ field: "sku", value: body.sku });
  if (body.price !== undefined) changes.push({ field: "price", value: minor(body.price) });
  if (body.list_price !== undefined) {
    const value = body.list_price === null ? null : minor(body.list_price);
    changes.push({ field: "listPrice", value });
  }
  if (body.sale !== undefined) changes.push({ field: "sale", value: saleFrom(body.sale, mistake) });
  if (body.backorder !== undefined) changes.push({ field: "backorder", value: body.backorder });
  if (body.images !== undefined)
    changes.push({ field: "media", value: mediaFrom(body.images, media, mistake) });
  if (body.weight !== undefined) changes.push({ field: "weight", value: body.weight });
  if (body.requires_shipping !== undefined)
    changes.push({ field: "requiresShipping", value: body.requires_shipping });
  if (body.tax_class !== undefined) changes.push({ field: "taxClass", value: body.tax_class });
  if (body.max_quantity !== undefined) changes.push({ field: "maxQuantity", value: body.max_quantity });
  if (body.listed !== undefined) changes.push({ field: "listed", value: body.listed });
  return changes;
}

function mediaFrom(images: readonly string[], before: readonly Media[], mistake: Mistake): readonly Media[] {
  return images.map((image) => {
    const url = webAddressOf(image);
    if (url === undefined) mistake(`images must be whole https:// addresses, not ${JSON.stringify(image)}.`);
    return before.find((each) => each.url === url) ?? { type: "image", url: url ?? image };
  });
}

function saleFrom(sale: NonNullable<VariantBody["sale"]> | null, mistake: Mistake) {
  if (sale === null) return null;
  const momentOf = (field: "starts_at" | "ends_at"): Instant | undefined => {
    const text = sale[field];
    if (text === undefined) return undefined;
    const at = fromRfc3339(text);
    if (at === undefined) mistake(`sale.${field} must be a moment such as 2026-06-01T12:00:00Z.`);
    return at;
  };
  const [startsAt, endsAt] = [momentOf("starts_at"), momentOf("ends_at")];
  return {
    price: minor(sale.price),
    ...(startsAt !== undefined && { startsAt }),
    ...(endsAt !== undefined && { endsAt }),
  };
}
