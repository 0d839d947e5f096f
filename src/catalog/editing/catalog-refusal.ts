import { unreachable } from "../../problem.ts";

/** Why nothing of the catalogue was changed. */
export type CatalogRefusal =
  | { readonly kind: "unknown_product" }
  | { readonly kind: "unknown_variant"; readonly id: string }
  /** `field` in the native format's words, as `variants[0].price`. */
  | { readonly kind: "invalid_value"; readonly field: string; readonly reason: string }
  | { readonly kind: "changed_meanwhile" }
  | { readonly kind: "not_overridden"; readonly field: string }
  | { readonly kind: "not_counted" }
  | { readonly kind: "no_reason" }
  | { readonly kind: "not_units" }
  | { readonly kind: "id_taken"; readonly id: string }
  | { readonly kind: "no_id" }
  | { readonly kind: "not_made_here" };

/** Says to the merchant why nothing was changed, and what to do. */
export function explainCatalogRefusal(refusal: CatalogRefusal): string {
  switch (refusal.kind) {
    case "unknown_product":
      return "There is no such product. List them to find its id.";
    case "unknown_variant":
      return `There is no variant ${JSON.stringify(refusal.id)} of this product. Show the product to find its ids.`;
    case "invalid_value":
      return `${refusal.field} ${refusal.reason}. Nothing was changed.`;
    case "changed_meanwhile":
      return "Somebody changed this product after you opened it. Nothing was changed: look at it as it is now, and make your change again.";
    case "not_overridden":
      return `${refusal.field} is what the source says already: there is nothing to give back.`;
    case "not_counted":
      return "Nobody counts the stock of this variant, so nothing can be added to it. Say how many there are to count it here.";
    case "no_reason":
      return "Say why the stock is another one, in up to 200 characters: the reason is kept with the change.";
    case "not_units":
      return "A stock is a whole number of units, and a change of it is not 0.";
    case "id_taken":
      return `The id ${JSON.stringify(refusal.id)} is taken by another product or variant. Choose another one.`;
    case "no_id":
      return "A product's id is made of letters, digits and dashes. Give it a title that has some, or an id.";
    case "not_made_here":
      return "This product's variants are listed by its source: add one there. Those of products made here are added here.";
    default:
      return unreachable(refusal);
  }
}

/** What a change of the catalogue came to. */
export type CatalogChange<Result> =
  | { readonly ok: true; readonly value: Result }
  | { readonly ok: false; readonly refusal: CatalogRefusal };

/** Nothing was changed. */
export function refuseCatalogChange(refusal: CatalogRefusal): {
  readonly ok: false;
  readonly refusal: CatalogRefusal;
} {
  return { ok: false, refusal };
}
