import { type CatalogChange, explainCatalogRefusal } from "../../catalog/editing/catalog-refusal.ts";
import type { CatalogEditStores, EditContext } from "../../catalog/editing/edit-product.ts";
import { spelledField } from "../../catalog/editing/override-fields.ts";
import { type ProductInShop, productInShop } from "../../catalog/editing/owned-product.ts";
import { showOverride, showSourceOf } from "../../catalog/editing/show-override.ts";
import { writeNative } from "../../catalog/native.ts";
import type { ProductStore } from "../../catalog/stores.ts";
import { asId, type ProductId, type VariantId } from "../../ids.ts";
import { type Currency, formatForPeople } from "../../money.ts";
import { pluralize } from "../../pluralize.ts";
import { CommandFailed } from "../failure.ts";
import { type OpenShop, withShop } from "../open-shop.ts";
import { facts, renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";

/** The product that a person names by its own id or that of one of its variants; `undefined` for neither. */
async function productNamed(catalog: ProductStore, name: string): Promise<ProductInShop | undefined> {
  const own = await productInShop(catalog, asId<ProductId>(name));
  if (own) return own;
  const owner = await catalog.variantOwner(asId<VariantId>(name));
  return owner && productInShop(catalog, owner.productId);
}

/** A product by its own id or a variant's. @throws CommandFailed where there is none. */
export async function productNamedOrFail(catalog: ProductStore, name: string): Promise<ProductInShop> {
  const found = await productNamed(catalog, name);
  if (!found)
    throw new CommandFailed(
      `There is no product or variant ${JSON.stringify(name)}. See: checkstand catalog list`,
    );
  return found;
}

/**
 * Changes a product, beside a server that may be running, and says how it stands then.
 *
 * @throws CommandFailed where it is refused, with nothing changed.
 */
export async function changeProduct(
  terminal: Terminal,
  { json }: { readonly json?: true | undefined },
  change: (
    shop: OpenShop,
    context: EditContext,
    write: (
      work: (stores: CatalogEditStores) => Promise<CatalogChange<ProductInShop>>,
    ) => Promise<CatalogChange<ProductInShop>>,
  ) => Promise<CatalogChange<ProductInShop>>,
): Promise<void> {
  await withShop(terminal, async (shop) => {
    const { currency } = shop.settings.shop;
    const context = { actor: "command_line", now: shop.clock.now(), currency } as const;
    const done = await change(shop, context, shop.write);
    if (!done.ok) throw new CommandFailed(explainCatalogRefusal(done.refusal));
    terminal.out(json ? writeOwned(done.value, currency) : describeProduct(done.value, currency));
  });
}

/** The product as `catalog export` has it. */
export function writeOwned(found: ProductInShop, currency: Currency): string {
  const { product, source, overrides, madeHere } = found;
  const owned = { source: overrides.length > 0 ? source : undefined, madeHere, overrides };
  return writeNative(product, currency, owned);
}

/** A product for a person: what is sold, and beside it what its source says. */
export function describeProduct(found: ProductInShop, currency: Currency): string {
  const { product, source, overrides, madeHere, stored } = found;
  const head = facts([
    ["product", product.id],
    ["title", product.title],
    ["shown", product.variants.length === 0 ? "deleted here" : product.published ? "yes" : "hidden"],
    ["made", madeHere ? "here" : undefined],
    ["brand", product.brand],
    ["picture", product.media[0]?.url],
    ...Object.entries(product.merchantFields ?? {}).map(([name, value]) => [name, value] as const),
  ]);
  const variants = renderTable(
    ["VARIANT", "TITLE", "PRICE", "SALE", "LEFT", "SKU"],
    product.variants.map((variant) => [
      variant.id,
      variant.title,
      formatForPeople(variant.price, currency),
      variant.sale ? formatForPeople(variant.sale.price, currency) : "",
      variant.stock === null
        ? "not counted"
        : String(variant.stock - (stored.get(variant.id)?.reserved ?? 0)),
      variant.sku ?? "",
    ]),
  );
  const changed = overrides.map((override) => [
    override.of === "product" ? "" : override.id,
    spelledField(override.change.field),
    showOverride(override, currency),
    showSourceOf(source, override, currency),
  ]);
  return [
    head,
    "",
    variants,
    ...(changed.length === 0
      ? []
      : [
          "",
          `Changed here, ${pluralize(changed.length, "field")}:`,
          renderTable(["VARIANT", "FIELD", "HERE", "SOURCE"], changed),
        ]),
  ].join("\n");
}
