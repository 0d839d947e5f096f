import {
  categoryPath,
  condition,
  countries,
  countryField,
  day,
  decimal,
  type FieldKind,
  flag,
  line,
  listOf,
  oneOfField,
  paragraphs,
  percentage,
  shippingQuotes,
  textByName,
  webAddresses,
  webAddressField,
  wholeNumberField,
} from "./field-kinds.ts";
import { gtin } from "./gtin.ts";
import { dimensions, durationField, measure, weight } from "./measures.ts";

/*
 * Every field that can be said of a product in text: by its source, by the merchant for the product, or by the merchant
 * for the whole shop. A field has one name here; the other names it has had in feeds mean the same.
 */
const fields = {
  search: flag,
  checkout: flag,
  ads: flag,
  ads_metadata: textByName,
  title: line(150),
  description: paragraphs(5000),
  gtin,
  mpn: line(70),
  brand: line(70),
  condition,
  product_category: categoryPath,
  material: line(100),
  age_group: oneOfField(["newborn", "infant", "toddler", "kids", "adult"], {
    adults: "adult",
    children: "kids",
  }),
  gender: oneOfField(["male", "female", "unisex"], {
    men: "male",
    mens: "male",
    women: "female",
    womens: "female",
  }),
  color: line(40),
  size: line(20),
  size_system: oneOfField(["US", "UK", "EU", "DE", "FR", "JP", "CN", "IT", "BR", "MEX", "AU"]),
  dimensions,
  weight,
  is_digital: flag,
  withdrawal_excluded: flag,
  image_url: webAddressField,
  additional_image_urls: webAddresses,
  video_url: webAddressField,
  model_3d_url: webAddressField,
  pricing_trend: line(80),
  unit_pricing_measure: measure,
  unit_pricing_base_measure: measure,
  availability_date: day,
  inventory_quantity: wholeNumberField(0),
  expiration_date: day,
  pickup_method: oneOfField(["in_store", "reserve", "not_supported"]),
  pickup_sla: durationField,
  item_group_title: line(150),
  shipping: shippingQuotes,
  delivery_estimate: day,
  seller_name: line(70),
  seller_url: webAddressField,
  marketplace_seller: line(70),
  accepts_returns: flag,
  return_window: wholeNumberField(1),
  accepts_exchanges: flag,
  return_policy: webAddressField,
  popularity_score: decimal(0, 1_000_000),
  return_rate: percentage,
  warning: line(1000),
  warning_url: webAddressField,
  age_restriction: wholeNumberField(1),
  review_count: wholeNumberField(0),
  star_rating: decimal(0, 5),
  store_review_count: wholeNumberField(0),
  store_star_rating: decimal(0, 5),
  q_and_a: listOf("q", "a"),
  reviews: listOf("rating"),
  related_product_id: line(1000),
  relationship_type: oneOfField([
    "part_of_set",
    "required_part",
    "often_bought_with",
    "substitute",
    "different_brand",
    "accessory",
  ]),
  target_countries: countries,
  store_country: countryField,
  geo_price: line(500),
  geo_availability: line(500),
} satisfies Readonly<Record<string, FieldKind<unknown>>>;

export type FieldName = keyof typeof fields;

type ValueOf<Kind> = Kind extends FieldKind<infer Value> ? Value : never;

/** What is said of a product, read. */
export type SaidFields = { readonly [Name in FieldName]?: ValueOf<(typeof fields)[Name]> | undefined };

/** The other names fields have had, in the feeds of whichever year. */
const aliases: Readonly<Record<string, FieldName>> = {
  enable_search: "search",
  is_eligible_search: "search",
  enable_checkout: "checkout",
  is_eligible_checkout: "checkout",
  is_ads_eligible: "ads",
  is_eligible_ads: "ads",
  google_product_category: "product_category",
  colour: "color",
  item_weight: "weight",
  image_link: "image_url",
  additional_image_link: "additional_image_urls",
  video_link: "video_url",
  model_3d_link: "model_3d_url",
  base_measure: "unit_pricing_base_measure",
  group_title: "item_group_title",
  return_deadline_in_days: "return_window",
  shipping_price: "shipping",
  product_review_count: "review_count",
  product_review_rating: "star_rating",
  store_review_rating: "store_star_rating",
  raw_review_data: "reviews",
};

/** Every field, in the order they are listed to people. */
export const fieldNames: readonly FieldName[] = Object.keys(fields).filter(isFieldName);

/** Every name that any generation has had for a field. */
export const fieldNamesWithAliases: readonly string[] = [...fieldNames, ...Object.keys(aliases)];

/** The field a name of any generation means; `undefined` for a name no feed knows. */
export function fieldOf(name: string): FieldName | undefined {
  const plain = name.trim().toLowerCase();
  return isFieldName(plain) ? plain : aliases[plain];
}

/** What a field may hold, in words that complete "must be …". */
export function allowedIn(name: FieldName): string {
  return fields[name].allowed;
}

/** A value that a field cannot hold, as it was said. */
export interface Unreadable {
  readonly field: FieldName;
  readonly value: string;
}

/** Reads what is said by name, in texts. Names no feed knows and empty texts say nothing. */
export function readSaid(texts: Readonly<Record<string, string>>): {
  readonly said: SaidFields;
  readonly unreadable: readonly Unreadable[];
} {
  const said: Record<string, unknown> = {};
  const unreadable: Unreadable[] = [];
  for (const name in texts) {
    const text = texts[name] ?? "";
    const field = fieldOf(name);
    if (field === undefined || text.trim() === "") continue;
    const value = fields[field].read(text);
    if (value === undefined) unreadable.push({ field, value: text });
    else said[field] = value;
  }
  // Each value was made by the kind of the field whose name it stands under, which is what the type says.
  return { said: said as SaidFields, unreadable };
}

function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(fields, name);
}
