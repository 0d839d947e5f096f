import { explainCatalogRefusal } from "../../../catalog/editing/catalog-refusal.ts";
import { addVariant, type NewVariant } from "../../../catalog/editing/make-product.ts";
import type { ProductInShop } from "../../../catalog/editing/owned-product.ts";
import { type Content, html } from "../../../html.ts";
import type { ProductId } from "../../../ids.ts";
import { parseMajor } from "../../../money.ts";
import type { Shop } from "../../../shop.ts";
import { dashboardForm, field } from "../../parts/forms.ts";
import { card } from "../../parts/page-parts.ts";
import type { AdminServices } from "../../services.ts";
import type { SentForm } from "../page-frame.ts";
import { pathOfProduct } from "../products/view.ts";
import type { ProductPageView } from "./view.ts";

/** The form that adds a variant to a product that was made here; nothing where its source lists them. */
export function addVariantCard(
  { view, found, variantTyped: typed = new URLSearchParams() }: ProductPageView,
  { currency }: Shop,
): Content {
  if (!found.madeHere || found.product.variants.length === 0) return undefined;
  const value = (name: string) => typed.get(name) ?? "";
  const options = optionNames(found).map((name, index) =>
    field(`option:${index}`, name, { value: value(`option:${index}`), isRequired: true }),
  );
  const first = html`${field("option_name", "What they differ in", { value: value("option_name"), example: "Size", isRequired: true })}${field("option:0", "Which this one is", { value: value("option:0"), example: "Large", isRequired: true })}`;
  return card(
    html`<details${typed.size > 0 ? html` open` : undefined}><summary>Add a variant</summary>${dashboardForm(
      view,
      `${pathOfProduct(found.product.id)}/variants`,
      "Add it",
      {
        marks: html`<input type="hidden" name="version" value="${found.version}">`,
        fields: html`<div class="pair">${options.length === 0 ? first : options}</div>
<div class="pair">${field("price", `Price in ${currency.toUpperCase()}`, { value: value("price"), example: "12.50", isRequired: true })}
${field("stock", "How many there are", { value: value("stock"), hint: "Empty: nobody counts them" })}
${field("sku", "SKU", { value: value("sku") })}</div>`,
      },
    )}</details>`,
  );
}

/**
 * Adds the variant that a form describes. Gives why it was not, and whether that is the form's fault.
 */
export async function addVariantFrom(
  { write, clock, shop }: Pick<AdminServices, "write" | "clock" | "shop">,
  found: ProductInShop,
  { form, actor }: SentForm,
): Promise<{ readonly reason: string; readonly status: 409 | 422 } | undefined> {
  const wanted = readVariant(form, found, shop);
  if (typeof wanted === "string") return { reason: wanted, status: 422 };
  const context = {
    actor,
    now: clock.now(),
    currency: shop.currency,
    version: form.get("version") ?? undefined,
  };
  const id: ProductId = found.product.id;
  const done = await write((stores) => addVariant(stores, id, wanted, context));
  return done.ok ? undefined : { reason: explainCatalogRefusal(done.refusal), status: 409 };
}

function readVariant(form: URLSearchParams, found: ProductInShop, { currency }: Shop): NewVariant | string {
  const text = (name: string) => form.get(name)?.trim() ?? "";
  const price = parseMajor(text("price"), currency);
  if (price === undefined || price < 0) return "The price must be an amount like 12.50.";
  if (!/^\d{0,9}$/.test(text("stock"))) return "How many there are must be a whole number, or empty.";
  const known = optionNames(found);
  const names = known.length === 0 ? [text("option_name")] : known;
  const options = names.map((name, index) => ({ name, value: text(`option:${index}`) }));
  if (options.some(({ name, value }) => name === "" || value === ""))
    return "Say what tells the variant from the others.";
  const requiresShipping = found.product.variants[0]?.requiresShipping ?? true;
  return {
    price,
    stock: text("stock") === "" ? null : Number(text("stock")),
    sku: text("sku"),
    options,
    requiresShipping,
  };
}

/** What the product's variants differ in. */
function optionNames({ source }: ProductInShop): readonly string[] {
  return [...new Set(source.variants.flatMap(({ options }) => options.map(({ name }) => name)))];
}
