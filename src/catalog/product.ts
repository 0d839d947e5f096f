import type { Instant } from "../clock.ts";
import type { ProductId, VariantId } from "../ids.ts";
import type { Minor } from "../money.ts";

/** Text as the merchant wrote it; at least one form. `plain` is what agents and feeds prefer. */
export interface Description {
  readonly plain?: string | undefined;
  readonly html?: string | undefined;
  readonly markdown?: string | undefined;
}

/** A picture, video or model. `url` is absolute. */
export interface Media {
  readonly type: string;
  readonly url: string;
  readonly altText?: string | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** One choice that tells a variant from its siblings: { name: "Size", value: "Small" }. */
export interface VariantOption {
  readonly name: string;
  readonly value: string;
}

/** A category path ("Clothing > Shirts") in the named taxonomy ("google_product_category", "merchant"). */
export interface Category {
  readonly value: string;
  readonly taxonomy?: string | undefined;
}

export interface Barcode {
  readonly type: string;
  readonly value: string;
}

export type WeightUnit = "g" | "kg" | "oz" | "lb";

export interface Weight {
  readonly value: number;
  readonly unit: WeightUnit;
}

export interface Dimensions {
  readonly length: number;
  readonly width: number;
  readonly height: number;
  readonly unit: "cm" | "in";
}

/** A lower price for a while. Both ends open where absent; `startsAt` is inside, `endsAt` outside. */
export interface SalePrice {
  readonly price: Minor;
  readonly startsAt?: Instant | undefined;
  readonly endsAt?: Instant | undefined;
}

/** What an agent buys: the unit with a price and a stock. Its id is the item id of feed and checkout alike. */
export interface Variant {
  readonly id: VariantId;
  readonly productId: ProductId;
  /** The whole name, as ACP's feed has it: "Linen Shirt - Small". */
  readonly title: string;
  readonly sku?: string | undefined;
  readonly barcodes: readonly Barcode[];
  /** What it costs now, before any {@link SalePrice}. */
  readonly price: Minor;
  /** The struck-through price, when higher than `price`. Never charged. */
  readonly listPrice?: Minor | undefined;
  readonly sale?: SalePrice | undefined;
  /**
   * Units the merchant's source says there are; `null` when stock is not tracked. Negative when the source has sold more
   * than it had. Reservations are not subtracted.
   */
  readonly stock: number | null;
  /** Whether it may be sold beyond its stock. */
  readonly backorder: boolean;
  readonly options: readonly VariantOption[];
  readonly media: readonly Media[];
  readonly weight?: Weight | undefined;
  readonly dimensions?: Dimensions | undefined;
  /** False for digital goods. */
  readonly requiresShipping: boolean;
  /** "standard" unless the merchant says otherwise; "exempt" is never taxed. */
  readonly taxClass: string;
  readonly condition: readonly string[];
  readonly url?: string | undefined;
  readonly description?: Description | undefined;
  /** Most units one order may hold. */
  readonly maxQuantity?: number | undefined;
}

/** What a merchant lists: one page of the shop, one or more variants. */
export interface Product {
  readonly id: ProductId;
  readonly title: string;
  readonly handle?: string | undefined;
  readonly description?: Description | undefined;
  readonly url?: string | undefined;
  readonly brand?: string | undefined;
  readonly categories: readonly Category[];
  readonly tags: readonly string[];
  readonly media: readonly Media[];
  /** Unpublished products are kept but neither sold nor fed. */
  readonly published: boolean;
  /** What the source says beside all this, by feed name (`color`, `age_group`, `mpn`, …). */
  readonly attributes: Readonly<Record<string, string>>;
  /**
   * What the merchant set here, by feed name (`return_window`, `warning`, …), which no export carries. Absent in what an
   * importer makes: {@link ProductWriter.put} then keeps what is stored. See src/feed/fields.ts.
   */
  readonly merchantFields?: Readonly<Record<string, string>> | undefined;
  readonly variants: readonly Variant[];
}

/** A variant as it is offered: how many there are, and what it cost before. */
export interface VariantOffer {
  readonly variant: Variant;
  /** Units that may still be promised: stock minus reservations; `null` when not tracked or sold beyond stock. */
  readonly available: number | null;
  /** What the variant cost until its price last changed; absent when it never has. A sale's price does not count. */
  readonly earlierPrice?: { readonly price: Minor; readonly until: Instant } | undefined;
}

/** Everything checkout needs of one variant, read in one look-up. */
export interface SellableVariant extends VariantOffer {
  readonly product: Omit<Product, "variants">;
}

/** A published product with all of its variants that are listed. */
export interface OfferedProduct {
  readonly product: Omit<Product, "variants">;
  readonly offers: readonly VariantOffer[];
}

/** How a variant can be had when `available` units are left; `null` as in {@link VariantOffer.available}. */
export type AvailabilityStatus = "in_stock" | "backorder" | "out_of_stock";

/** Says how a variant can be had, in the words of ACP's feed. `reserved` units of its stock are not for sale. */
export function availabilityOf(
  variant: Pick<Variant, "stock" | "backorder">,
  reserved: number,
): AvailabilityStatus {
  if (variant.stock === null || variant.stock > reserved) return "in_stock";
  return variant.backorder ? "backorder" : "out_of_stock";
}

/** Units that may still be promised of a variant, as {@link VariantOffer.available} says. */
export function unitsAvailable(
  { stock, backorder }: Pick<Variant, "stock" | "backorder">,
  reserved: number,
): number | null {
  return stock === null || backorder ? null : Math.max(0, stock - reserved);
}

/**
 * "Shirt - Small", whether the variant is called that, as in our imports, or just "Small"; "Small Shirt" when that is
 * its name, and "Shirt" when it has none.
 */
export function fullTitle(product: string, variant: string): string {
  if (variant === "" || variant === "Default Title") return product;
  const isWhole = variant.startsWith(product) || variant.endsWith(` ${product}`);
  return isWhole ? variant : `${product} - ${variant}`;
}

/** The price asked at `now`: the sale's while it runs, else the variant's own. Minor units. */
export function priceAt(variant: Pick<Variant, "price" | "sale">, now: Instant): Minor {
  const { sale } = variant;
  if (!sale) return variant.price;
  const started = sale.startsAt === undefined || sale.startsAt <= now;
  const ended = sale.endsAt !== undefined && sale.endsAt <= now;
  return started && !ended ? sale.price : variant.price;
}

/**
 * The least age in years a product may be sold at, as the merchant set it or the source says (`age_restriction`, the
 * feed's field); `undefined` when anybody may buy it.
 */
export function ageRestrictionOf(
  product: Pick<Product, "merchantFields" | "attributes">,
): number | undefined {
  const age = Number.parseInt(saidOf(product, "age_restriction") ?? "", 10);
  return age > 0 ? age : undefined;
}

/**
 * Whether buyers may not withdraw from a product, as the merchant set it or the source says (`withdrawal_excluded`):
 * goods made to measure, sealed for hygiene and opened, perishable, and the others of Directive 2011/83/EU, article 16.
 */
export function isWithdrawalExcluded(product: Pick<Product, "merchantFields" | "attributes">): boolean {
  const said = saidOf(product, "withdrawal_excluded");
  return said !== undefined && /^(true|yes|1)$/i.test(said.trim());
}

/** What is said of a product in a field: by the merchant, else by its source. */
function saidOf(
  { merchantFields, attributes }: Pick<Product, "merchantFields" | "attributes">,
  field: string,
): string | undefined {
  return merchantFields?.[field] ?? attributes[field];
}

/** The price that was asked at a moment in the past, as far as is remembered: one change of price back. Minor units. */
export function priceAskedAt(
  { variant, earlierPrice }: Pick<SellableVariant, "variant" | "earlierPrice">,
  at: Instant,
): Minor {
  return earlierPrice && at < earlierPrice.until ? earlierPrice.price : priceAt(variant, at);
}

const gramsIn: Readonly<Record<WeightUnit, number>> = { g: 1, kg: 1000, oz: 28.349523125, lb: 453.59237 };

/** A weight in grams, as exact as its unit allows. */
export function gramsOf({ value, unit }: Weight): number {
  return value * gramsIn[unit];
}
