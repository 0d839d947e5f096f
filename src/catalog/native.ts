import { TypeCompiler } from "@sinclair/typebox/compiler";
import { fromRfc3339, type Instant, instant, toRfc3339 } from "../clock.ts";
import { asId, type ProductId, type VariantId } from "../ids.ts";
import { type Currency, type Minor, minor } from "../money.ts";
import { webAddressOf } from "../web-address.ts";
import {
  namedProductOverrides,
  namedVariantOverrides,
  type OwnedProduct,
  readOwnership,
} from "./editing/native-ownership.ts";
import type { Ownership } from "./editing/take-from-source.ts";
import {
  type NativeMedia,
  type NativePrice,
  NativeProduct,
  type NativeSale,
  type NativeVariant,
} from "./native-schema.ts";
import { availabilityOf, type Media, type Product, type SalePrice, type Variant } from "./product.ts";

/** A member that is not as the native format has it. `reason` completes "it …". */
export interface NativeMistake {
  /** The way to the member: `variants[0].price.currency`; empty for the product itself. */
  readonly field: string;
  readonly value: unknown;
  readonly reason: string;
}

/** What a type looks like while it is written: JSON leaves out what is undefined. */
type Writing<Json> = Json extends readonly (infer Item)[]
  ? readonly Writing<Item>[]
  : Json extends object
    ? {
        readonly [Member in keyof Json]:
          | Writing<Json[Member]>
          | (object extends Pick<Json, Member> ? undefined : never);
      }
    : Json;

const nativeProduct = TypeCompiler.Compile(NativeProduct);

/** What an export says of a product of which nothing was changed. */
const unchanged: OwnedProduct = { madeHere: false, overrides: [] };

/**
 * Writes a product as one line of the native format, without the line's end.
 *
 * @param owned whose its values are, where that is to be told.
 */
export function writeNative(product: Product, currency: Currency, owned: OwnedProduct = unchanged): string {
  return JSON.stringify(nativeOf(product, currency, owned));
}

/** A product as the native format has it, as JSON will write it. */
export function nativeOf(
  product: Product,
  currency: Currency,
  owned: OwnedProduct = unchanged,
): Writing<NativeProduct> {
  return {
    id: product.id,
    title: product.title,
    handle: product.handle,
    description: product.description,
    url: product.url,
    brand: product.brand,
    categories: filled(product.categories),
    tags: filled(product.tags),
    media: filled(product.media.map(writeMedia)),
    published: product.published,
    attributes: filledObject(product.attributes),
    merchant_fields: filledObject(product.merchantFields ?? {}),
    made_here: owned.madeHere ? true : undefined,
    overrides: filled(namedProductOverrides(owned)),
    source: owned.source && nativeOf(owned.source, currency, unchanged),
    variants: product.variants.map((variant) => ({
      ...writeVariant(variant, currency),
      overrides: filled(namedVariantOverrides(owned, variant.id)),
    })),
  };
}

/**
 * Reads one line of the native format. What it leaves out takes the value it has in most shops: published, shipped,
 * taxed as standard, new, not tracked.
 *
 * @returns the product, or everything that is wrong with the line.
 */
export function readNative(
  line: string,
  currency: Currency,
):
  | { readonly product: Product; readonly ownership?: Ownership | undefined }
  | { readonly id: string | undefined; readonly mistakes: readonly NativeMistake[] } {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return {
      id: undefined,
      mistakes: [{ field: "", value: line, reason: "is not JSON: one product a line" }],
    };
  }
  if (!nativeProduct.Check(json)) return { id: idOf(json), mistakes: schemaMistakes(json) };
  const mistakes: NativeMistake[] = [];
  const product = readProduct(json, currency, mistakes);
  const owned = isExported(json) ? readOwned(product, json, currency, mistakes) : { product };
  return mistakes.length === 0 ? owned : { id: json.id, mistakes };
}

/** Whether a line says whose its values are. */
function isExported({ made_here, overrides, source, variants }: NativeProduct): boolean {
  return (
    made_here === true ||
    source !== undefined ||
    [overrides, ...variants.map((variant) => variant.overrides)].some((names) => (names ?? []).length > 0)
  );
}

/** Tells a line's values apart from what its source says, which it carries with it. */
function readOwned(line: Product, json: NativeProduct, currency: Currency, mistakes: NativeMistake[]) {
  const source = json.source === undefined ? undefined : readSource(json, currency, mistakes);
  const { ownership, unknown } = readOwnership(
    line,
    source,
    {
      madeHere: json.made_here === true,
      product: json.overrides ?? [],
      variants: new Map(json.variants.map(({ id, overrides }) => [asId<VariantId>(id), overrides ?? []])),
    },
    START_OF_TIME,
  );
  mistakes.push(
    ...unknown.map((value) => ({ field: "overrides", value, reason: "names no field that can be changed" })),
  );
  return { product: source ?? line, ownership };
}

/** When a change was made that a file brings: nobody knows. */
const START_OF_TIME = instant(0);

function readSource(
  { id, source }: NativeProduct,
  currency: Currency,
  mistakes: NativeMistake[],
): Product | undefined {
  if (!nativeProduct.Check(source)) {
    mistakes.push(...schemaMistakes(source).map((each) => ({ ...each, field: `source.${each.field}` })));
    return undefined;
  }
  const found: NativeMistake[] = [];
  const product = readProduct(source, currency, found);
  mistakes.push(...found.map((each) => ({ ...each, field: `source.${each.field}` })));
  if (product.id !== id)
    mistakes.push({ field: "source.id", value: product.id, reason: "must be the product's own id" });
  return product;
}

function writeVariant(variant: Variant, currency: Currency): Writing<NativeVariant> {
  const status = availabilityOf(variant, 0);
  return {
    id: variant.id,
    title: variant.title,
    description: variant.description,
    url: variant.url,
    sku: variant.sku,
    barcodes: filled(variant.barcodes),
    price: writePrice(variant.price, currency),
    list_price: variant.listPrice === undefined ? undefined : writePrice(variant.listPrice, currency),
    sale: variant.sale && writeSale(variant.sale, currency),
    availability: { available: status !== "out_of_stock", status },
    stock: variant.stock,
    backorder: variant.backorder,
    condition: variant.condition,
    variant_options: filled(variant.options),
    media: filled(variant.media.map(writeMedia)),
    weight: variant.weight,
    dimensions: variant.dimensions,
    requires_shipping: variant.requiresShipping,
    tax_class: variant.taxClass,
    max_quantity: variant.maxQuantity,
  };
}

function writePrice(amount: Minor, currency: Currency): NativePrice {
  return { amount, currency: currency.toUpperCase() };
}

function writeSale({ price, startsAt, endsAt }: SalePrice, currency: Currency): Writing<NativeSale> {
  return {
    price: writePrice(price, currency),
    starts_at: startsAt === undefined ? undefined : toRfc3339(startsAt),
    ends_at: endsAt === undefined ? undefined : toRfc3339(endsAt),
  };
}

function writeMedia({ type, url, altText, width, height }: Media): Writing<NativeMedia> {
  return { type, url, alt_text: altText, width, height };
}

function filled<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length === 0 ? undefined : items;
}

function filledObject(
  record: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> | undefined {
  return Object.keys(record).length === 0 ? undefined : record;
}

function readProduct(json: NativeProduct, currency: Currency, mistakes: NativeMistake[]): Product {
  const id = asId<ProductId>(json.id);
  const reading: Reading = {
    currency,
    mistake: (field, value, reason) => mistakes.push({ field, value, reason }),
  };
  return {
    id,
    title: json.title ?? json.variants[0]?.title ?? json.id,
    handle: json.handle,
    description: json.description,
    url: json.url && readAddress("url", json.url, reading),
    brand: json.brand,
    categories: json.categories ?? [],
    tags: json.tags ?? [],
    media: readMedia(json.media, reading),
    published: json.published ?? true,
    attributes: json.attributes ?? {},
    merchantFields: json.merchant_fields,
    variants: json.variants.map((variant, index) =>
      readVariant(id, variant, {
        currency,
        mistake: (field, value, reason) => reading.mistake(`variants[${index}].${field}`, value, reason),
      }),
    ),
  };
}

/** What reading a product or variant needs beside its JSON: the shop's currency, and where to tell what is wrong. */
interface Reading {
  readonly currency: Currency;
  mistake(field: string, value: unknown, reason: string): void;
}

function readVariant(productId: ProductId, json: NativeVariant, reading: Reading): Variant {
  const price = readPrice("price", json.price, reading);
  const listPrice = json.list_price && readPrice("list_price", json.list_price, reading);
  return {
    id: asId<VariantId>(json.id),
    productId,
    title: json.title,
    sku: json.sku,
    barcodes: json.barcodes ?? [],
    price,
    listPrice: listPrice !== undefined && listPrice > price ? listPrice : undefined,
    sale: json.sale && readSale(json.sale, price, reading),
    ...readStock(json),
    options: json.variant_options ?? [],
    media: readMedia(json.media, reading),
    weight: json.weight,
    dimensions: json.dimensions,
    requiresShipping: json.requires_shipping ?? true,
    taxClass: json.tax_class ?? "standard",
    condition: json.condition ?? ["new"],
    url: json.url && readAddress("url", json.url, reading),
    description: json.description,
    maxQuantity: json.max_quantity,
  };
}

function readPrice(field: string, { amount, currency }: NativePrice, reading: Reading): Minor {
  const sold = reading.currency.toUpperCase();
  if (currency !== sold)
    reading.mistake(`${field}.currency`, currency, `must be ${sold}, which this shop sells in`);
  return minor(amount);
}

function readSale(json: NativeSale, regular: Minor, reading: Reading): SalePrice {
  const price = readPrice("sale.price", json.price, reading);
  if (price > regular) reading.mistake("sale.price.amount", price, "must not be above the price");
  const startsAt = readInstant("sale.starts_at", json.starts_at, reading);
  const endsAt = readInstant("sale.ends_at", json.ends_at, reading);
  if (startsAt !== undefined && endsAt !== undefined && endsAt <= startsAt) {
    reading.mistake("sale.ends_at", json.ends_at, "must be after starts_at");
  }
  return { price, startsAt, endsAt };
}

function readInstant(field: string, text: string | undefined, reading: Reading): Instant | undefined {
  if (text === undefined) return undefined;
  const at = fromRfc3339(text);
  if (at === undefined) reading.mistake(field, text, "must be a date-time like 2026-11-27T00:00:00Z");
  return at;
}

/** `stock` is exact; where a file of another origin has only ACP's `availability`, that is all there is to go by. */
function readStock({ stock, backorder, availability }: NativeVariant): Pick<Variant, "stock" | "backorder"> {
  const onOrder = availability?.status === "backorder" || availability?.status === "preorder";
  const soldOut =
    availability?.available === false ||
    availability?.status === "out_of_stock" ||
    availability?.status === "discontinued";
  return {
    stock: stock !== undefined ? stock : soldOut || onOrder ? 0 : null,
    backorder: backorder ?? (onOrder && stock === undefined),
  };
}

function readMedia(media: readonly NativeMedia[] = [], reading: Reading): readonly Media[] {
  return media.map(({ alt_text, url, ...rest }, index) => ({
    ...rest,
    url: readAddress(`media[${index}].url`, url, reading),
    altText: alt_text,
  }));
}

/** The schema knows an address by its start; whether anybody can open it, and how it is written, is told here. */
function readAddress(field: string, text: string, reading: Reading): string {
  const address = webAddressOf(text);
  if (address === undefined) reading.mistake(field, text, "must be a whole https:// address");
  return address ?? text;
}

/** The first mistake of each member: a union or a nested object would otherwise be told of several times. */
function schemaMistakes(json: unknown): NativeMistake[] {
  const byField = new Map<string, NativeMistake>();
  for (const { path, value, schema, message } of nativeProduct.Errors(json)) {
    const field = fieldName(path);
    if (byField.has(field)) continue;
    const reason =
      message === "Unexpected property"
        ? "is not known; see the native format for what is"
        : value === undefined
          ? "is required"
          : `must be ${schema.description ?? "as the native format has it"}`;
    byField.set(field, { field, value, reason });
  }
  return [...byField.values()];
}

/** A JSON Pointer as people write it: `/variants/0/price` is `variants[0].price`. */
function fieldName(pointer: string): string {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce(
      (way, step) => (/^\d+$/.test(step) ? `${way}[${step}]` : way === "" ? step : `${way}.${step}`),
      "",
    );
}

function idOf(json: unknown): string | undefined {
  const found = json !== null && typeof json === "object" && "id" in json ? json.id : undefined;
  return typeof found === "string" ? found : undefined;
}
