import {
  type Product,
  unitsAvailable,
  type Variant,
  type VariantOffer,
} from "../../../src/catalog/product.ts";
import type { StoredChoice, VariantOwner } from "../../../src/catalog/stores.ts";
import { instant } from "../../../src/clock.ts";
import { asId, type ProductId, type VariantId } from "../../../src/ids.ts";
import { minor } from "../../../src/money.ts";
import {
  type DocumentKind,
  merchantFieldsDocument,
  productDocument,
  variantDocument,
} from "../../documents.ts";
import type { products, variants } from "../../schema.ts";

export type ProductRow = Omit<typeof products.$inferSelect, "createdAt" | "updatedAt">;
export type VariantRow = typeof variants.$inferSelect;
export type ReadableVariantRow = Omit<
  VariantRow,
  "position" | "withdrawnAt" | "updatedAt" | "revision" | "earlierPrice" | "repricedAt"
>;

/** A product as its row holds it, without its variants. */
export function readProduct(row: ProductRow): Omit<Product, "variants"> {
  return {
    id: asId<ProductId>(row.id),
    title: row.title,
    published: row.published,
    merchantFields: merchantFieldsDocument.read(row.merchantFields),
    ...productDocument.read(row.document),
  };
}

/** A variant as its row holds it; what is reserved of it stays in the row. */
export function readVariant(row: ReadableVariantRow): Variant {
  return {
    id: asId<VariantId>(row.id),
    productId: asId<ProductId>(row.productId),
    price: minor(row.price),
    stock: row.stock,
    backorder: row.backorder,
    ...variantDocument.read(row.document),
  };
}

/** What a variant is chosen by. */
export function readChoice({
  id,
  productId,
  document,
}: Pick<VariantRow, "id" | "productId" | "document">): StoredChoice {
  const { options } = variantDocument.read(document);
  return { id: asId<VariantId>(id), productId: asId<ProductId>(productId), options };
}

/** Whose a variant is. */
export function readOwner({
  productId,
  withdrawnAt,
}: Pick<VariantRow, "productId" | "withdrawnAt">): VariantOwner {
  return { productId: asId<ProductId>(productId), isListed: withdrawnAt === null };
}

/** A variant as its row offers it. */
export function readOffer(row: VariantRow): VariantOffer {
  const variant = readVariant(row);
  return {
    variant,
    available: unitsAvailable(variant, row.reserved),
    earlierPrice: earlierPriceOf(row),
  };
}

/** What a variant cost before its price last changed; `undefined` when it never has. */
export function earlierPriceOf({
  earlierPrice,
  repricedAt,
}: Pick<VariantRow, "earlierPrice" | "repricedAt">): VariantOffer["earlierPrice"] {
  return earlierPrice === null || repricedAt === null
    ? undefined
    : { price: minor(earlierPrice), until: instant(repricedAt) };
}

/** The row of a product. `storedFields` stay where it brings no fields of the merchant's. */
export function productRow(product: Product, storedFields = merchantFieldsDocument.write({})) {
  const { id, title, published, merchantFields, variants: _, ...document } = product;
  return {
    id,
    title,
    published,
    document: productDocument.write(document),
    merchantFields: merchantFields ? merchantFieldsDocument.write(merchantFields) : storedFields,
  };
}

/** The row of a variant that is listed, without what this shop alone counts of it. */
export function variantRow(variant: Variant, productId: ProductId, position: number) {
  const { id, productId: _, price, stock, backorder, ...document } = variant;
  return {
    id,
    productId,
    position,
    price,
    stock,
    backorder,
    withdrawnAt: null,
    document: variantDocument.write(document),
  };
}

/**
 * Whether writing `wanted` would change what is stored.
 *
 * @param documents the kinds of those columns that hold one. Two formats may say the same in another order, and an
 *   earlier program in another shape.
 */
export function differs<Row extends Readonly<Record<string, unknown>>>(
  wanted: Row,
  stored: { readonly [Column in keyof Row]: unknown },
  documents: Readonly<Record<string, DocumentKind<object>>>,
): boolean {
  return Object.keys(wanted).some((column) => {
    const [one, other] = [wanted[column], stored[column]];
    if (one === other) return false;
    const kind = documents[column];
    if (kind === undefined || typeof one !== "string" || typeof other !== "string") return true;
    return !Bun.deepEquals(kind.read(one), kind.read(other));
  });
}
