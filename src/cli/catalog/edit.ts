import type { Command } from "commander";
import type { ProductEdit, VariantEdit } from "../../catalog/editing/edit-product.ts";
import type { OverrideKey, ProductOverride } from "../../catalog/editing/override.ts";
import type { ProductInShop } from "../../catalog/editing/owned-product.ts";
import type { VariantId } from "../../ids.ts";
import type { Shop } from "../../shop.ts";
import { WrongUsage } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";

interface EditOptions extends JsonOption {
  readonly giveBack?: readonly string[];
}

/** `checkstand catalog edit`. */
export function addEdit(catalog: Command, terminal: Terminal): void {
  catalog
    .command("edit")
    .description("change fields of a product or a variant; imports keep them until they are given back")
    .argument("<product>", "the id of a product, or of the variant whose fields are meant")
    .argument("[fields...]", "name=value; name= for none")
    .option("--give-back <fields...>", "let the source say these fields again")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Of a product: title, description, brand, categories, media, published, listed.
Of a variant: title, sku, price, list_price, sale, backorder, media, weight, requires_shipping, tax_class, max_quantity, listed.

Examples:
  checkstand catalog edit linen-shirt "title=Linen shirt, washed" published=no
  checkstand catalog edit linen-shirt-small "weight=240 g" tax_class=reduced
  checkstand catalog edit linen-shirt-small "sale=39.00 from 2026-11-27 until 2026-11-30"
  checkstand catalog edit linen-shirt listed=no
  checkstand catalog edit linen-shirt --give-back title`,
    )
    .action(async (name: string, words: readonly string[], options: EditOptions) => {
      const { giveBack: given = [] } = options;
      if (words.length === 0 && given.length === 0)
        throw new WrongUsage("Say what to change, like title=Mug, or what to give back.");
      if (words.length > 0 && given.length > 0)
        throw new WrongUsage("Change fields, or give them back: not both at once.");
      const { changeProduct, productNamedOrFail } = await import("./change-product.ts");
      const { editProduct, giveBack } = await import("../../catalog/editing/edit-product.ts");
      await changeProduct(terminal, options, async ({ reads, settings: { shop } }, context, write) => {
        const found = await productNamedOrFail(reads.catalog, name);
        const variant = await variantNamed(found, name);
        if (given.length > 0) {
          const keys = await keysOf(given, found, variant);
          return write((stores) => giveBack(stores, found.product.id, keys, context));
        }
        const edit = await readEdit(words, found, variant, shop);
        return write((stores) => editProduct(stores, found.product.id, edit, context));
      });
    });
}

/** The variant that a name means, where it is not the product's own. */
async function variantNamed({ source }: ProductInShop, name: string): Promise<VariantId | undefined> {
  return source.id === name ? undefined : source.variants.find(({ id }) => id === name)?.id;
}

async function keysOf(
  names: readonly string[],
  { source, overrides }: ProductInShop,
  variant: VariantId | undefined,
): Promise<readonly OverrideKey[]> {
  const { spelledField } = await import("../../catalog/editing/override-fields.ts");
  return names.map((name): OverrideKey => {
    const found = overrides.find(
      ({ id, change }) => id === (variant ?? source.id) && spelledField(change.field) === name,
    );
    const field = found?.change.field ?? name;
    return variant ? { of: "variant", id: variant, field } : { of: "product", id: source.id, field };
  });
}

/** @throws WrongUsage for what is no field, or no value of it. */
async function readEdit(
  words: readonly string[],
  { product, source }: ProductInShop,
  variant: VariantId | undefined,
  { currency, timezone }: Pick<Shop, "currency" | "timezone">,
): Promise<ProductEdit> {
  const { productChangeFromText, variantChangeFromText } = await import(
    "../../catalog/editing/field-text.ts"
  );
  const owner = variant === undefined ? product : source.variants.find(({ id }) => id === variant);
  const terms = { currency, timezone, media: owner?.media ?? [] };
  const ofProduct: ProductOverride[] = [];
  const ofVariant: VariantEdit[] = [];
  for (const word of words) {
    const [, name = word, value] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    if (value === undefined) throw new WrongUsage(`${JSON.stringify(word)} is not name=value.`);
    const text =
      name === "media" || name === "categories" ? value.replaceAll(/[\s,]+(?=https?:)/g, "\n") : value;
    if (variant === undefined) {
      const read = productChangeFromText(name, text, terms);
      if (!read.ok) throw new WrongUsage(`${name} ${read.reason}.`);
      ofProduct.push(read.change);
    } else {
      const read = variantChangeFromText(name, text, terms);
      if (!read.ok) throw new WrongUsage(`${name} ${read.reason}.`);
      ofVariant.push(read.change);
    }
  }
  return {
    product: ofProduct,
    variants: variant === undefined ? [] : [{ id: variant, changes: ofVariant }],
  };
}
