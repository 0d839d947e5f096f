import type { Instant } from "../../clock.ts";
import type { ProductId, VariantId } from "../../ids.ts";
import type { Minor } from "../../money.ts";
import type { Category, Description, Media, SalePrice, Weight } from "../product.ts";

/*
 * What the merchant changed here of what a source lists. An override is one field of one product or variant; it lies
 * upon the source's value from then on, whatever later imports bring, until it is given back.
 */

/** What can be changed of a product. `null` says that there is none. */
export interface ProductValues {
  readonly title: string;
  readonly description: Description | null;
  readonly brand: string | null;
  readonly categories: readonly Category[];
  readonly media: readonly Media[];
  /** Whether it is shown and sold; false hides it. */
  readonly published: boolean;
  /** False where it was deleted here: its source may go on listing it. */
  readonly listed: boolean;
}

/** What can be changed of a variant but its stock. `null` says that there is none. */
export interface VariantValues {
  readonly title: string;
  readonly sku: string | null;
  readonly price: Minor;
  readonly listPrice: Minor | null;
  readonly sale: SalePrice | null;
  readonly backorder: boolean;
  readonly media: readonly Media[];
  readonly weight: Weight | null;
  readonly requiresShipping: boolean;
  readonly taxClass: string;
  readonly maxQuantity: number | null;
  /** False where it is not to be sold here. */
  readonly listed: boolean;
}

/** What was done to the stock that a source counts. A stock is never pinned: sales and counts go on changing it. */
export type StockOverride =
  /** So many units more (or less) than the source says. */
  | { readonly kind: "adjusted"; readonly units: number }
  /** The source's counts no longer count: this shop's own do. */
  | { readonly kind: "counted_here" };

type FieldsOf<Values> = {
  readonly [Field in keyof Values]: { readonly field: Field; readonly value: Values[Field] };
}[keyof Values];

/** A field of the feed or of digital goods that the merchant set; empty text says that there is none. */
export interface MerchantFieldOverride {
  readonly field: `merchantFields.${string}`;
  readonly value: string;
}

/** One changed field of a product. */
export type ProductOverride = FieldsOf<ProductValues> | MerchantFieldOverride;
/** One changed field of a variant. */
export type VariantOverride =
  | FieldsOf<VariantValues>
  | { readonly field: "stock"; readonly value: StockOverride };

/** One changed field, and of what. */
export type Override = { readonly changedAt: Instant } & (
  | { readonly of: "product"; readonly id: ProductId; readonly change: ProductOverride }
  | { readonly of: "variant"; readonly id: VariantId; readonly change: VariantOverride }
);

/** Names an override among all. */
export type OverrideKey = { readonly field: string } & (
  | { readonly of: "product"; readonly id: ProductId }
  | { readonly of: "variant"; readonly id: VariantId }
);

/** The name of an override among all. */
export function keyOfOverride({ of, id, change: { field } }: Override): OverrideKey {
  return of === "product" ? { of, id, field } : { of, id, field };
}

/** Whether two names are those of the same override. */
export function isSameOverride(one: OverrideKey, other: OverrideKey): boolean {
  return one.of === other.of && one.id === other.id && one.field === other.field;
}

/** The override that sets a feed field of a product. */
export function merchantFieldOverride(name: string, value: string): MerchantFieldOverride {
  return { field: `merchantFields.${name}`, value };
}

/** The name of the feed field that an override sets; `undefined` where it is of something else. */
export function merchantFieldNameOf(field: string): string | undefined {
  const prefix = "merchantFields.";
  return field.startsWith(prefix) ? field.slice(prefix.length) : undefined;
}
