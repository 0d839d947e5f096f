import { type DigitalGoods, digitalGoodsOf } from "../catalog/digital-goods.ts";
import {
  availabilityOf,
  type Barcode,
  type Description,
  fullTitle,
  type Media,
  type Product,
  type Variant,
  type VariantOption,
} from "../catalog/product.ts";
import { earlier, type Instant } from "../clock.ts";
import type { Minor } from "../money.ts";
import { dayAfter, startOfDay } from "../shop-days.ts";
import { saidByCategory } from "./category-fields.ts";
import { categoryPath, condition, webAddressField } from "./field-kinds.ts";
import { type FieldName, readSaid, type SaidFields, type Unreadable } from "./fields.ts";
import { gtin } from "./gtin.ts";
import { feedPrices } from "./prices.ts";
import type { Availability, FeedListing, FeedProduct, FeedRow, FeedTerms } from "./row.ts";
import { shippingQuotesOf } from "./shipping-quotes.ts";
import { cleanLine, cleanText } from "./text.ts";

/** The longest a title and a description may be in any generation, UTF-16 units. */
const LONGEST_TITLE = 150;
const LONGEST_DESCRIPTION = 5000;

/** The longest a group's id may be in any generation: Google's. */
const LONGEST_GROUP_ID = 50;

/** Makes a row of each variant of a product, in the order the shop lists them. */
export function makeRows({ product, reserved, idIsTaken }: FeedProduct, terms: FeedTerms): FeedRow[] {
  const common = commonFields(product, terms);
  const groupId = groupIdOf(product, idIsTaken);
  return product.variants.map((variant) =>
    makeRow(variant, reserved.get(variant.id) ?? 0, { product, common, groupId, terms }),
  );
}

/** The product's id, or what always stands for it where a variant has the same or it is too long. */
function groupIdOf({ id }: Product, isTaken: boolean): string {
  const whole = isTaken ? `group-${id}` : id;
  if (whole.length <= LONGEST_GROUP_ID) return whole;
  const hash = new Bun.CryptoHasher("sha256").update(whole).digest("hex").slice(0, 16);
  return `${whole.slice(0, LONGEST_GROUP_ID - hash.length - 1).toWellFormed()}-${hash}`;
}

/** What all variants of a product share, cleaned once. */
interface Common {
  readonly handsOut: DigitalGoods | undefined;
  readonly said: SaidFields;
  /** What the merchant set, which goes before the catalogue. */
  readonly set: SaidFields;
  readonly unreadable: readonly Unreadable[];
  readonly listing: FeedListing;
  readonly brand: string | undefined;
  readonly category: string | undefined;
  readonly googleCategory: string | undefined;
  readonly merchantCategory: string | undefined;
  readonly video: string | undefined;
  readonly model3d: string | undefined;
  /** When what was said of the product makes something else of it next. */
  readonly changesAt: Instant | undefined;
}

function commonFields(product: Product, terms: FeedTerms): Common {
  const source = readSaid(product.attributes);
  const set = readSaid(product.merchantFields ?? {});
  const ofCategory = saidByCategory(product.categories, terms.byCategory);
  const said = { ...terms.defaults, ...ofCategory, ...source.said, ...set.said };
  const categories = categoriesOf(product);
  const title = set.said.title ?? cleanLine(product.title, LONGEST_TITLE) ?? product.id;
  const images = addressesOf(product.media, "image");
  return {
    handsOut: digitalGoodsOf(product),
    said,
    set: set.said,
    unreadable: [...source.unreadable, ...set.unreadable],
    listing: {
      title: said.item_group_title ?? title,
      description: set.said.description ?? plainText(product.description) ?? said.description,
      url: product.url === undefined ? templateUrl(product, terms) : webAddressField.read(product.url),
      images: withFirst(set.said.image_url, images),
    },
    brand: set.said.brand ?? cleanLine(product.brand, 70) ?? said.brand,
    category: set.said.product_category ?? named(categories) ?? said.product_category,
    googleCategory: categories.google,
    merchantCategory: categories.merchant,
    video: addressesOf(product.media, "video")[0],
    model3d: addressesOf(product.media, "model")[0],
    changesAt: nextDay(said, terms),
  };
}

interface Context {
  readonly product: Product;
  readonly common: Common;
  readonly groupId: string;
  readonly terms: FeedTerms;
}

function makeRow(variant: Variant, reserved: number, { product, common, groupId, terms }: Context): FeedRow {
  const { said, set, listing } = common;
  const unreadable = [...common.unreadable];
  const prices = feedPrices(variant, terms.now);
  const availability = feedAvailability(variant, reserved, said.availability_date, terms.today);
  const images = imagesOf(variant, common);
  const { search, checkout } = eligibility(said, availability, prices.askedPrice, terms);
  return {
    id: variant.id,
    productId: product.id,
    sku: variant.sku,
    groupId,
    listing,
    hasVariations: product.variants.length > 1,
    options: optionsOf(variant, product),
    search,
    checkout,
    title: titleOf(variant, product, set),
    description: set.description ?? plainText(variant.description) ?? listing.description,
    url: variant.url === undefined ? listing.url : webAddressField.read(variant.url),
    brand: common.brand ?? terms.sellerName,
    brandStandsIn: common.brand === undefined,
    // One number names one variant: a number for the whole product is only that of a product with one.
    gtin: (product.variants.length === 1 ? said.gtin : undefined) ?? readGtin(variant, unreadable),
    mpn: set.mpn ?? readMpn(variant) ?? said.mpn,
    condition: set.condition ?? readCondition(variant, unreadable) ?? said.condition ?? "new",
    category: common.category,
    googleCategory: common.googleCategory,
    merchantCategory: common.merchantCategory,
    color: optionNamed(variant, "color", 40) ?? said.color,
    size: optionNamed(variant, "size", 20) ?? said.size,
    material: optionNamed(variant, "material", 100) ?? said.material,
    weight: set.weight ?? variant.weight ?? said.weight,
    dimensions: set.dimensions ?? variant.dimensions ?? said.dimensions,
    isDigital: said.is_digital ?? !variant.requiresShipping,
    lacksGoods: !variant.requiresShipping && common.handsOut === undefined,
    image: images[0] ?? said.image_url,
    additionalImages: (said.additional_image_urls ?? images.slice(1)).slice(0, 10),
    video: said.video_url ?? addressesOf(variant.media, "video")[0] ?? common.video,
    model3d: said.model_3d_url ?? addressesOf(variant.media, "model")[0] ?? common.model3d,
    price: prices.price,
    sale: prices.sale,
    askedPrice: prices.askedPrice,
    availability,
    inventory: inventoryOf(variant, reserved),
    changesAt: earlier(prices.changesAt, common.changesAt),
    shipping: said.shipping ?? shippingQuotesOf(variant, prices.askedPrice, terms.zones, terms.currency),
    said,
    unreadable,
  };
}

/**
 * Whether agents may show it and sell it. It is sold where it is shown, costs something and can be had, and where the
 * shop has the policies that buyers must be able to read first; the merchant can forbid either for the product.
 */
function eligibility(said: SaidFields, availability: Availability, price: Minor, terms: FeedTerms) {
  const search = said.search !== false && !isPast(said.expiration_date, terms.today);
  const canBeBought = price > 0 && availability !== "out_of_stock";
  const hasPolicies = terms.privacyPolicy !== undefined && terms.termsOfUse !== undefined;
  // Nobody can verify a buyer's age at checkout, which therefore refuses such goods.
  const isOffered = terms.offersCheckout && said.checkout !== false && said.age_restriction === undefined;
  return { search, checkout: search && isOffered && canBeBought && hasPolicies };
}

/** Days are compared as text: ISO 8601 sorts them. */
export function isPast(day: string | undefined, now: string): boolean {
  return day !== undefined && day < now;
}

/** When the next day begins on which what was said of the product makes something else of it. */
function nextDay({ expiration_date, availability_date }: SaidFields, terms: FeedTerms): Instant | undefined {
  const days = [
    ...(expiration_date === undefined ? [] : [dayAfter(expiration_date)]),
    ...(availability_date === undefined ? [] : [availability_date]),
  ].filter((day) => day > terms.today);
  const [first] = days.toSorted();
  return first === undefined ? undefined : startOfDay(first, terms.timezone);
}

/**
 * As checkout sees it. What may be sold beyond its stock and is gone is ordered before it comes when the merchant says
 * from when it can be had.
 */
function feedAvailability(
  variant: Variant,
  reserved: number,
  from: string | undefined,
  now: string,
): Availability {
  const status = availabilityOf(variant, reserved);
  return status === "backorder" && from !== undefined && from > now ? "preorder" : status;
}

function inventoryOf({ stock, backorder }: Variant, reserved: number): number | undefined {
  return stock === null || backorder ? undefined : Math.max(0, stock - reserved);
}

/** The variant's own before the listing's; the one the merchant set before all. */
function imagesOf({ media }: Variant, { set, listing }: Common): readonly string[] {
  const own = addressesOf(media, "image");
  return own.length === 0 ? listing.images : withFirst(set.image_url, [...own, ...listing.images]);
}

/**
 * The name checkout shows; with the merchant's title in the place of the product's, where one is set. Where both
 * together are too long, the product's is cut: the variant's own part tells it from its siblings.
 */
function titleOf(variant: Variant, product: Product, set: SaidFields): string | undefined {
  const name = set.title ?? product.title;
  if (set.title !== undefined && product.variants.length === 1) return set.title;
  const shown = fullTitle(product.title, variant.title);
  if (!shown.startsWith(product.title)) {
    return cleanLine(shown.slice(0, -product.title.length) + name, LONGEST_TITLE);
  }
  const own = shown.slice(product.title.length);
  const whole = cleanLine(name + own, Number.POSITIVE_INFINITY);
  if (whole === undefined || whole.length <= LONGEST_TITLE) return whole;
  const end = cleanLine(own, LONGEST_TITLE / 2);
  if (end === undefined) return cleanLine(whole, LONGEST_TITLE);
  return `${cleanLine(name, LONGEST_TITLE - end.length - 1)} ${end}`;
}

/** What tells it from its siblings; where nothing is said, its own title does. */
function optionsOf(variant: Variant, { variants }: Product): readonly VariantOption[] {
  const said = variant.options.flatMap((option) => {
    const [name, value] = [cleanLine(option.name, LONGEST_TITLE), cleanLine(option.value, LONGEST_TITLE)];
    return name === undefined || value === undefined ? [] : [{ name, value }];
  });
  if (said.length > 0 || variants.length === 1) return said;
  return [{ name: "Variant", value: cleanLine(variant.title, LONGEST_TITLE) ?? variant.id }];
}

function plainText(description: Description | undefined): string | undefined {
  return cleanText(description?.plain ?? description?.html ?? description?.markdown, LONGEST_DESCRIPTION);
}

function templateUrl(product: Product, { productUrl }: FeedTerms): string | undefined {
  const handle = encodeURIComponent(product.handle ?? product.id);
  return productUrl === undefined
    ? undefined
    : webAddressField.read(
        productUrl.replaceAll("{handle}", handle).replaceAll("{id}", encodeURIComponent(product.id)),
      );
}

interface Categories {
  readonly google?: string | undefined;
  readonly merchant?: string | undefined;
}

/** Google's path, which everybody knows; the merchant's, where Google's is only the number that its taxonomy has, too. */
function named({ google, merchant }: Categories): string | undefined {
  return /^\d+$/.test(google ?? "") ? (merchant ?? google) : (google ?? merchant);
}

function categoriesOf(product: Product): Categories {
  const google = "google_product_category";
  const of = (taxonomy: string) =>
    product.categories.find((category) => category.taxonomy === taxonomy)?.value;
  const read = (path: string | undefined) => (path === undefined ? undefined : categoryPath.read(path));
  const other = product.categories.find(({ taxonomy }) => taxonomy !== google)?.value;
  return { google: read(of(google)), merchant: read(of("merchant") ?? of("shopify") ?? other) };
}

function addressesOf(media: readonly Media[], type: string): string[] {
  return media.flatMap((one) => (one.type.startsWith(type) ? (webAddressField.read(one.url) ?? []) : []));
}

/** Each address once, the first of all before the others. */
function withFirst(first: string | undefined, others: readonly string[]): readonly string[] {
  return [...new Set(first === undefined ? others : [first, ...others])];
}

function readGtin(variant: Variant, unreadable: Unreadable[]): string | undefined {
  const barcodes = variant.barcodes.filter((barcode) => !isMpn(barcode));
  for (const { value } of barcodes) {
    const read = gtin.read(value);
    if (read !== undefined) return read;
  }
  const [first] = barcodes;
  if (first !== undefined) unreadable.push({ field: "gtin", value: first.value });
  return undefined;
}

function readMpn({ barcodes }: Variant): string | undefined {
  return cleanLine(barcodes.find(isMpn)?.value, 70);
}

/** The maker's number stands among the barcodes where a catalogue has one for each variant. */
function isMpn({ type }: Barcode): boolean {
  return type.toUpperCase() === "MPN";
}

function readCondition(variant: Variant, unreadable: Unreadable[]): FeedRow["condition"] {
  const [first] = variant.condition;
  if (first === undefined) return undefined;
  const read = condition.read(first);
  if (read === undefined) unreadable.push({ field: "condition", value: first });
  return read;
}

const optionNames = {
  color: /^(?:colou?r|farbe|couleur|kleur)$/i,
  size: /^(?:size|größe|taille|maat)$/i,
  material: /^material$/i,
} as const satisfies Partial<Record<FieldName, RegExp>>;

type OptionField = keyof typeof optionNames;

/** Which of a feed's own fields an option is. */
export function fieldOfOption(name: string): OptionField | undefined {
  if (optionFields.has(name)) return optionFields.get(name);
  const plain = name.trim();
  const fields: readonly OptionField[] = ["color", "size", "material"];
  const field = fields.find((candidate) => optionNames[candidate].test(plain));
  if (optionFields.size >= MOST_OPTION_NAMES) optionFields.clear();
  optionFields.set(name, field);
  return field;
}

/** A shop calls its options by a few names, asked again for every row. */
const optionFields = new Map<string, OptionField | undefined>();
const MOST_OPTION_NAMES = 1000;

function optionNamed(variant: Variant, field: OptionField, longest: number): string | undefined {
  return cleanLine(variant.options.find(({ name }) => fieldOfOption(name) === field)?.value, longest);
}
