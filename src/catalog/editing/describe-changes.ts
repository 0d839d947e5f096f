import type { Currency } from "../../money.ts";
import type { Product, Variant } from "../product.ts";
import {
  productFields,
  productOverrideFrom,
  spelledField,
  variantFields,
  variantOverrideFrom,
} from "./override-fields.ts";
import { showProductChange, showVariantChange } from "./show-override.ts";

/** One value that is another one than before, as people type them; empty for none. */
export interface ChangedValue {
  /** `price`, or `shirt-small: price` where the product has several variants. */
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

/** What is another one of a product, field by field. */
export function describeChanges(
  before: Product,
  after: Product,
  currency: Currency,
): readonly ChangedValue[] {
  const changed: ChangedValue[] = [];
  for (const field of productFields) {
    const [one, other] = [before, after].map((product) =>
      showProductChange(productOverrideFrom(product, field)),
    );
    note(changed, spelledField(field), one, other);
  }
  const names = new Set([...before.variants, ...after.variants].map(({ id }) => id));
  for (const id of names) {
    const [one, other] = [before, after].map(({ variants }) => variants.find((each) => each.id === id));
    const prefix = names.size > 1 ? `${id}: ` : "";
    if (one && other) noteVariant(changed, prefix, one, other, currency);
    else note(changed, `${prefix}listed`, one ? "yes" : "no", other ? "yes" : "no");
  }
  return changed;
}

function noteVariant(
  changed: ChangedValue[],
  prefix: string,
  before: Variant,
  after: Variant,
  currency: Currency,
): void {
  for (const field of variantFields) {
    const [one, other] = [before, after].map((variant) =>
      showVariantChange(variantOverrideFrom(variant, field), currency),
    );
    note(changed, prefix + spelledField(field), one, other);
  }
  note(changed, `${prefix}stock`, units(before), units(after));
}

function note(changed: ChangedValue[], field: string, before = "", after = ""): void {
  if (before !== after) changed.push({ field, before, after });
}

function units({ stock }: Variant): string {
  return stock === null ? "not counted" : String(stock);
}
