import type { ProductId, VariantId } from "../../ids.ts";
import type { Currency } from "../../money.ts";
import { writeNative } from "../native.ts";
import type { Product } from "../product.ts";
import type { ProductStore, StoredVariant } from "../stores.ts";
import type { OwnedProduct } from "./native-ownership.ts";
import { countedHere } from "./take-from-source.ts";

/** How many products are read at a time. */
const PAGE = 500;

type ExportReads = Pick<ProductStore, "page" | "overridesOf" | "sourceOf" | "madeHere" | "storedVariants">;

/**
 * Every product as a line of the native format, in the order of their ids, with whose each value is: what was changed
 * or made here comes back as that, and what a source says as the source's.
 */
export async function* exportLines(catalog: ExportReads, currency: Currency): AsyncGenerator<string> {
  const madeHere = await catalog.madeHere();
  let after: ProductId | undefined;
  do {
    const page = await catalog.page(after, PAGE);
    const overrides = await catalog.overridesOf(
      page.map(({ id }) => id),
      page.flatMap(({ variants }) => variants.map(({ id }) => id)),
    );
    const changed = new Set(overrides.map(({ id }) => id));
    for (const product of page) {
      const isChanged = changed.has(product.id) || product.variants.some(({ id }) => changed.has(id));
      const source = await catalog.sourceOf(product.id);
      if (!isChanged && !source && !madeHere.has(product.id)) {
        yield writeNative(product, currency);
        continue;
      }
      const ids = new Set<string>([product.id, ...product.variants.map(({ id }) => id)]);
      const own = overrides.filter(({ id }) => ids.has(id));
      const owned = { source, madeHere: madeHere.has(product.id), overrides: own };
      yield await exportOwned(product, owned, catalog, currency);
    }
    after = page.at(-1)?.id;
  } while (after !== undefined);
}

/** Of a stock that is counted here, what was sold of it is no longer there: whoever reads the line knows of no sale. */
async function exportOwned(
  product: Product,
  owned: OwnedProduct,
  catalog: Pick<ExportReads, "storedVariants">,
  currency: Currency,
): Promise<string> {
  const stored = new Map<VariantId, StoredVariant>();
  for (const variant of await catalog.storedVariants(product.id)) stored.set(variant.id, variant);
  const counted = countedHere(owned.overrides);
  const variants = product.variants.map((variant) => {
    const isCounted = owned.madeHere || counted.has(variant.id);
    const sold = isCounted ? (stored.get(variant.id)?.reserved ?? 0) : 0;
    return variant.stock === null ? variant : { ...variant, stock: variant.stock - sold };
  });
  return writeNative({ ...product, variants }, currency, owned);
}
