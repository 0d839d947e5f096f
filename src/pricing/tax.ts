import type { PartsPerMillion } from "../money.ts";
import type { Region } from "./regions.ts";

/** Goods of this class are never taxed. */
export const EXEMPT_CLASS = "exempt";
/** The class of goods that say nothing else. */
export const STANDARD_CLASS = "standard";

/** What is taxed where. */
export interface TaxRules {
  readonly rates: readonly TaxRate[];
  /**
   * The class shipping is taxed as. Left out: as the goods it carries, its price shared over their classes by value.
   * Only rates with `onShipping` tax it either way.
   */
  readonly shippingClass?: string | undefined;
}

/**
 * One tax of one jurisdiction, with WooCommerce's meaning of its table's columns: of the rates that hold for an address
 * and class, the most narrowly placed one of each `priority` applies, and those of different priorities add up.
 */
export interface TaxRate {
  /** What `breakdown` calls it: "California State Tax". */
  readonly name: string;
  readonly region: Region;
  /** The tax class of the goods it is for. A class without rates is not taxed. */
  readonly taxClass: string;
  readonly rate: PartsPerMillion;
  readonly priority: number;
  /** Taken on the price plus the taxes before it. */
  readonly compound: boolean;
  readonly onShipping: boolean;
}
