import { type Static, Type } from "@sinclair/typebox";
import { spelledField } from "../../catalog/editing/override-fields.ts";
import type { ProductInShop } from "../../catalog/editing/owned-product.ts";
import { showOverride, showSourceOf } from "../../catalog/editing/show-override.ts";
import { nativeOf } from "../../catalog/native.ts";
import { NativeProduct } from "../../catalog/native-schema.ts";
import { unitsAvailable } from "../../catalog/product.ts";
import { AmountField, closed, DateTimeField, dateTime, maybe } from "../../operations/fields.ts";
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
  variants: Type.Integer(),
  price: AmountField,
  made_here: Type.Boolean(),
});

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
