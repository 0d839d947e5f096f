import { type Static, Type } from "@sinclair/typebox";
import { spelledField } from "../../catalog/editing/override-fields.ts";
import type { ProductInShop } from "../../catalog/editing/owned-product.ts";
import { showOverride, showSourceOf } from "../../catalog/editing/show-override.ts";
import { nativeOf } from "../../catalog/native.ts";
import { NativeProduct } from "../../catalog/native-schema.ts";
import { unitsAvailable } from "../../catalog/product.ts";
import type { ProductSummary } from "../../feed/product-list.ts";
import { closed, DateTimeField, dateTime, maybe } from "../../operations/fields.ts";
import type { Shop } from "../../shop.ts";

const ChangedField = closed({
  variant: maybe(Type.String({ description: "Absent where it is of the product itself." })),
  field: Type.String(),
  here: Type.String({ description: "What holds here, as one types it; empty for nothing." }),
  source: Type.String({ description: "What the source says, likewise." }),
  changed_at: DateTimeField,
});

/** A product as the merchant's API shows it. */
export const AdminProductAnswer = closed({
  product: Type.Unsafe<object>({
    ...NativeProduct,
    description: "As it is sold, in the words of the native format of catalogues.",
  }),
  version: Type.String({
    description:
      "Another one after every change but of stock. Sent with a change, it is made only to what was seen.",
  }),
  is_deleted: Type.Boolean(),
  made_here: Type.Boolean({ description: "No source lists it; a synchronising import leaves it." }),
  changed: Type.Array(ChangedField, { description: "What was changed here, and what the source says." }),
  available: Type.Array(
    closed({
      variant: Type.String(),
      units: maybe(Type.Integer({ description: "That can be sold now; absent where nobody counts them." })),
    }),
  ),
});

/** A product in a list. */
export const ListedProductAnswer = closed({
  id: Type.String(),
  title: Type.String(),
  published: Type.Boolean(),
  is_deleted: Type.Boolean(),
  variants: Type.Integer(),
  price: Type.Integer({ description: "The lowest of its variants', in minor units." }),
  units: maybe(
    Type.Integer({ description: "That can be sold of all its variants; absent where nobody counts them." }),
  ),
  made_here: Type.Boolean(),
  changed_here: Type.Boolean(),
  feed: maybe(
    closed({
      completeness: Type.Integer({ description: "Of what helps it be found, in percent." }),
      refused: Type.Array(Type.String(), { description: "Why variants of it are left out of the feed." }),
    }),
  ),
  version: Type.String(),
});

/** Shows a product in a list. */
export function encodeListedProduct(found: ProductSummary): Static<typeof ListedProductAnswer> {
  const { id, title, published, variants, lowestPrice, available, madeHere, isChanged, isDeleted } = found;
  const { standing, version } = found;
  return {
    id,
    title,
    published,
    is_deleted: isDeleted,
    variants,
    price: lowestPrice,
    units: available,
    made_here: madeHere,
    changed_here: isChanged,
    feed: standing && { completeness: standing.completeness, refused: [...standing.refused] },
    version,
  };
}

/** Shows a product. */
export function encodeAdminProduct(
  found: ProductInShop,
  { currency }: Pick<Shop, "currency">,
): Static<typeof AdminProductAnswer> {
  const { product, source, overrides, madeHere, stored, version } = found;
  return {
    product: nativeOf(product, currency),
    version,
    is_deleted: product.variants.length === 0,
    made_here: madeHere,
    changed: overrides.map((override) => ({
      variant: override.of === "variant" ? override.id : undefined,
      field: spelledField(override.change.field),
      here: showOverride(override, currency),
      source: showSourceOf(source, override, currency),
      changed_at: dateTime(override.changedAt),
    })),
    available: product.variants.map((variant) => ({
      variant: variant.id,
      units: unitsAvailable(variant, stored.get(variant.id)?.reserved ?? 0) ?? undefined,
    })),
  };
}
