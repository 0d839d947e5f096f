import { allowedIn, type FieldName, fieldNames } from "./fields.ts";
import { isPast } from "./make-rows.ts";
import type { FeedRow, FeedTerms, Generation } from "./row.ts";
import { isShouted } from "./text.ts";

/**
 * How much a broken rule matters. A row that breaks an "error" is left out of the feed; after a "warning" the field is
 * left out or a stand-in given; "advice" names what would help the product be found.
 */
export type Severity = "error" | "warning" | "advice";

/** One thing a row must or should be. */
export interface FeedRule {
  /** Names the rule for machines, `field.problem`: stable. */
  readonly id: string;
  /** The field, by today's name, or the last one it had. */
  readonly field: string;
  readonly severity: Severity;
  /** In which generations it holds; everywhere when left out. */
  readonly generations?: readonly Generation[];
  /** What is wrong, in words that follow the field's name. */
  readonly message: string;
  /** What the merchant can do about it. */
  readonly fix: string;
  /** How much it adds to a product's completeness when the rule holds; nothing when left out. */
  readonly worth?: number;
  /** The value that breaks the rule, empty when there is none; `undefined` when the rule holds. */
  readonly broken: (row: FeedRow, terms: FeedTerms) => string | undefined;
}

const openai: readonly Generation[] = ["openai-2025", "openai-2026-01", "openai-2026"];
const in2025: readonly Generation[] = ["openai-2025"];
const untilEarly2026: readonly Generation[] = ["openai-2025", "openai-2026-01"];
const sinceEarly2026: readonly Generation[] = ["openai-2026-01", "openai-2026"];
const allSinceEarly2026: readonly Generation[] = [...sinceEarly2026, "google"];

/** The rule of digital goods that nobody can hand over. */
export const nothingToHandOver = "is_digital.nothing_to_hand_over";

const missing = (value: unknown) => (value === undefined ? "" : undefined);
const when = (isBroken: boolean, value: string | number | undefined = "") =>
  isBroken ? String(value ?? "") : undefined;

/** Whether an address begins anew in the midst of a word. One in a path or query of its own (`/fetch/https://…`) is meant. */
const isGlued = (address = "") =>
  address.includes("://", "https:".length) && /[^/=?&:]https?:\/\//i.test(address);

const inCatalogue = "in your shop's catalogue, then import it again";
const inFeedFields = (field: string) =>
  `Set ${field} for the product, or for all of them in [feed.fields] of shop.toml.`;

/**
 * Every rule of every generation. Lengths, markup, units and categories have none: they are put right while a row is
 * made.
 */
export const rules: readonly FeedRule[] = [
  // What a row cannot do without
  {
    id: "item_id.too_long",
    field: "item_id",
    severity: "error",
    message: "is longer than 100 characters",
    fix: `Give the variant a shorter id ${inCatalogue}.`,
    broken: ({ id }) => when(id.length > 100, id),
  },
  {
    id: "item_id.too_long_for_google",
    field: "item_id",
    severity: "error",
    generations: ["google"],
    message: "is longer than 50 characters",
    fix: `Give the variant a shorter id ${inCatalogue}.`,
    broken: ({ id }) => when(id.length > 50 && id.length <= 100, id),
  },
  {
    id: "title.missing",
    field: "title",
    severity: "error",
    message: "is missing",
    fix: `Give the product a title ${inCatalogue}.`,
    broken: ({ title }) => missing(title),
  },
  {
    id: "description.missing",
    field: "description",
    severity: "error",
    message: "is missing",
    fix: `Describe the product in a few sentences ${inCatalogue}.`,
    broken: ({ description }) => missing(description),
  },
  {
    id: "url.missing",
    field: "url",
    severity: "error",
    message: "is missing or is not a whole web address",
    fix: 'Say where products are shown: product_url = "https://…/{handle}" in shop.toml.',
    broken: ({ url }) => missing(url),
  },
  {
    id: "image_url.missing",
    field: "image_url",
    severity: "error",
    message: "is missing or is not a whole web address",
    fix: `Add a picture to the product ${inCatalogue}.`,
    broken: ({ image }) => missing(image),
  },
  {
    id: "price.zero",
    field: "price",
    severity: "error",
    message: "is zero",
    fix: `Give the variant a price ${inCatalogue}, or unpublish it.`,
    broken: ({ price, sale }) => when(price <= 0 || (sale !== undefined && sale.price <= 0), 0),
  },
  {
    id: "condition.missing",
    field: "condition",
    severity: "error",
    generations: ["openai-2025", "google"],
    message: "is missing",
    fix: inFeedFields("condition"),
    broken: ({ condition }) => missing(condition),
  },
  {
    id: "product_category.missing",
    field: "product_category",
    severity: "error",
    generations: in2025,
    message: "is missing",
    fix: `Put the product into a category ${inCatalogue}, or set product_category.`,
    broken: ({ category }) => missing(category),
  },
  {
    id: "material.missing",
    field: "material",
    severity: "error",
    generations: in2025,
    message: "is missing",
    fix: inFeedFields("material"),
    broken: ({ material }) => missing(material),
  },
  {
    id: "weight.missing",
    field: "weight",
    severity: "error",
    generations: in2025,
    message: "is missing",
    fix: `Weigh the product and enter its weight ${inCatalogue}.`,
    broken: ({ weight }) => missing(weight),
  },
  {
    id: "mpn.missing",
    field: "mpn",
    severity: "error",
    generations: in2025,
    message: "is missing, and so is the GTIN it could stand in for",
    fix: `Enter the barcode, or your own number (SKU), of the variant ${inCatalogue}.`,
    broken: ({ gtin, mpn, sku }) => missing(gtin ?? mpn ?? sku),
  },
  {
    id: "return_policy.missing",
    field: "return_policy",
    severity: "error",
    generations: untilEarly2026,
    message: "is missing",
    fix: "Add return_policy to [links] of shop.toml.",
    broken: ({ said }) => missing(said.return_policy),
  },
  {
    id: "return_deadline_in_days.missing",
    field: "return_deadline_in_days",
    severity: "error",
    generations: in2025,
    message: "is missing",
    fix: "Say how many days buyers have to return goods: return_window in [feed.fields] of shop.toml.",
    broken: ({ said }) => missing(said.return_window),
  },
  {
    id: "marketplace_seller.same",
    field: "marketplace_seller",
    severity: "error",
    generations: sinceEarly2026,
    message: "is the seller",
    fix: "Leave marketplace_seller out unless another company is the seller of record.",
    broken: ({ said }, { sellerName }) =>
      when(said.marketplace_seller === (said.seller_name ?? sellerName), said.marketplace_seller),
  },
  // What is left out, or stood in for, so that the row can stay
  ...fieldNames.map(unreadable),
  {
    id: "brand.stands_in",
    field: "brand",
    severity: "warning",
    message: "is not named; the shop's name stands in",
    fix: "Name the maker in your shop's catalogue, or set brand in [feed.fields] of shop.toml.",
    worth: 15,
    broken: ({ brand, brandStandsIn }) => when(brandStandsIn, brand),
  },
  {
    id: nothingToHandOver,
    field: "is_digital",
    severity: "warning",
    message: "is sold without shipping, and there is no file or key to hand over",
    fix: "Set download_url or license_key for the product (checkstand catalog set), or hand it over yourself after each sale.",
    broken: ({ lacksGoods }) => when(lacksGoods),
  },
  {
    id: "gtin.shared",
    field: "gtin",
    severity: "warning",
    message: "was left out: one number cannot name several variants",
    fix: `Enter each variant's own barcode ${inCatalogue}.`,
    broken: ({ hasVariations, said }) => when(hasVariations && said.gtin !== undefined, said.gtin),
  },
  {
    id: "image_url.format",
    field: "image_url",
    severity: "warning",
    message: "looks like neither JPEG nor PNG",
    fix: "Agents show JPEG and PNG: add the picture in one of these formats.",
    worth: 10,
    broken: ({ image }) => when(/\.(?:svg|gif|bmp|tiff?|avif|heic|pdf)(?:$|[?#])/i.test(image ?? ""), image),
  },
  {
    id: "url.insecure",
    field: "url",
    severity: "warning",
    message: "is not an https address",
    fix: "Serve the shop over https: agents prefer it.",
    broken: ({ url }) => when(url?.startsWith("http:") === true, url),
  },
  {
    id: "url.glued",
    field: "url",
    severity: "warning",
    message: "seems to be two addresses in one",
    fix: `Correct the address ${inCatalogue}: as it is, it leads nowhere.`,
    broken: ({ url }) => when(isGlued(url), url),
  },
  {
    id: "image_url.glued",
    field: "image_url",
    severity: "warning",
    message: "seems to be two addresses in one",
    fix: `Correct the picture's address ${inCatalogue}: as it is, agents see no picture.`,
    broken: ({ image }) => when(isGlued(image), image),
  },
  {
    id: "image_url.page",
    field: "image_url",
    severity: "warning",
    message: "is the address of the product's page",
    fix: `Give the address of the picture itself ${inCatalogue}.`,
    broken: ({ image, url }) => when(image !== undefined && image === url, image),
  },
  {
    id: "additional_image_urls.glued",
    field: "additional_image_urls",
    severity: "warning",
    message: "seem to be two addresses in one",
    fix: `Correct the pictures' addresses ${inCatalogue}: as they are, agents see no pictures.`,
    broken: ({ additionalImages }) => additionalImages.find(isGlued),
  },
  {
    id: "title.shouted",
    field: "title",
    severity: "warning",
    message: "is in capitals only",
    fix: `Write the title in ordinary letters ${inCatalogue}.`,
    broken: ({ title }) => when(title !== undefined && isShouted(title), title),
  },
  {
    id: "sale_price.undated",
    field: "sale_price",
    severity: "warning",
    generations: in2025,
    message: "has no beginning or no end; the lower price is given as the price",
    fix: `Give the sale both dates ${inCatalogue}.`,
    broken: ({ sale }) =>
      when(sale !== undefined && (sale.startsAt === undefined || sale.endsAt === undefined)),
  },
  {
    id: "availability_date.past",
    field: "availability_date",
    severity: "warning",
    message: "is in the past",
    fix: "Remove the date, or set the day on which the goods will be there.",
    broken: ({ said, availability }) =>
      when(availability === "backorder" && said.availability_date !== undefined, said.availability_date),
  },
  {
    id: "delivery_estimate.past",
    field: "delivery_estimate",
    severity: "warning",
    generations: untilEarly2026,
    message: "was left out: it is in the past",
    fix: "Remove the day, or set the one on which the goods will arrive.",
    broken: ({ said }, { today }) => when(isPast(said.delivery_estimate, today), said.delivery_estimate),
  },
  {
    id: "return_deadline_in_days.contradicted",
    field: "return_deadline_in_days",
    severity: "warning",
    generations: ["openai-2026"],
    message: "is given although returns are not accepted",
    fix: "Take back accepts_returns = false, or the days to return.",
    broken: ({ said }) =>
      when(said.accepts_returns === false && said.return_window !== undefined, said.return_window),
  },
  {
    id: "is_eligible_checkout.policies",
    field: "is_eligible_checkout",
    severity: "warning",
    message: "is off: the shop has no terms of use or no privacy policy",
    fix: "Add terms_of_use and privacy_policy to [links] of shop.toml.",
    broken: ({ checkout }, { offersCheckout, termsOfUse, privacyPolicy }) =>
      when(!checkout && offersCheckout && (termsOfUse === undefined || privacyPolicy === undefined)),
  },
  {
    id: "is_eligible_checkout.age",
    field: "is_eligible_checkout",
    severity: "warning",
    message: "is off: it is sold from an age on, and no agent can verify a buyer's age",
    fix: "Leave it: agents still show it. Take age_restriction away only where anybody may buy it.",
    broken: ({ said }, { offersCheckout }) =>
      when(offersCheckout && said.age_restriction !== undefined, said.age_restriction),
  },
  // What would help
  {
    id: "gtin.missing",
    field: "gtin",
    severity: "advice",
    message: "is missing",
    fix: `Enter the barcode of the variant ${inCatalogue}: agents match and compare products by it.`,
    worth: 20,
    broken: ({ gtin }) => missing(gtin),
  },
  {
    id: "description.short",
    field: "description",
    severity: "advice",
    message: "has fewer than 100 characters",
    fix: "Say what it is made of, what it is for and what comes with it: agents answer buyers' questions from this.",
    worth: 15,
    broken: ({ description }) => when(description !== undefined && description.length < 100, description),
  },
  {
    id: "product_category.unset",
    field: "product_category",
    severity: "advice",
    generations: allSinceEarly2026,
    message: "is missing",
    fix: `Put the product into a category ${inCatalogue}.`,
    worth: 15,
    broken: ({ category }) => missing(category),
  },
  {
    id: "additional_image_urls.missing",
    field: "additional_image_urls",
    severity: "advice",
    message: "is missing",
    fix: "Add more pictures: other sides, in use, the label.",
    worth: 15,
    broken: ({ additionalImages }) => when(additionalImages.length === 0),
  },
  {
    id: "material.unset",
    field: "material",
    severity: "advice",
    generations: allSinceEarly2026,
    message: "is missing",
    fix: inFeedFields("material"),
    worth: 10,
    broken: ({ material }) => missing(material),
  },
  {
    id: "weight.unset",
    field: "weight",
    severity: "advice",
    generations: allSinceEarly2026,
    message: "is missing",
    fix: `Enter the weight ${inCatalogue}.`,
    worth: 5,
    broken: ({ weight, isDigital }) => when(weight === undefined && !isDigital),
  },
  {
    id: "return_deadline_in_days.unset",
    field: "return_deadline_in_days",
    severity: "advice",
    generations: allSinceEarly2026,
    message: "is missing",
    fix: "Say how many days buyers have to return goods: return_window in [feed.fields] of shop.toml.",
    worth: 10,
    broken: ({ said }) => when(said.return_window === undefined && said.accepts_returns !== false),
  },
  {
    id: "shipping.missing",
    field: "shipping",
    severity: "advice",
    message: "is missing: no rate holds for a whole country or state of the market",
    fix: "Add a shipping zone for the market to [shipping] of shop.toml.",
    worth: 10,
    broken: ({ shipping, isDigital }) => when(shipping.length === 0 && !isDigital),
  },
  {
    id: "dimensions.unset",
    field: "dimensions",
    severity: "advice",
    message: "is missing",
    fix: `Measure the product and enter its length, width and height ${inCatalogue}.`,
    worth: 5,
    broken: ({ dimensions, isDigital }) => when(dimensions === undefined && !isDigital),
  },
  {
    id: "color.missing",
    field: "color",
    severity: "advice",
    message: "is missing, and this is worn",
    fix: `Name the colour: as an option of the product ${inCatalogue}, or set color.`,
    worth: 10,
    broken: ({ color, category }) => when(color === undefined && isWorn(category)),
  },
  {
    id: "size.missing",
    field: "size",
    severity: "advice",
    message: "is missing, and this is worn",
    fix: `Name the size: as an option of the product ${inCatalogue}, or set size.`,
    worth: 10,
    broken: ({ size, category }) => when(size === undefined && isWorn(category)),
  },
  {
    id: "gender.missing",
    field: "gender",
    severity: "advice",
    message: "is missing, and this is worn",
    fix: inFeedFields("gender"),
    worth: 5,
    broken: ({ said, category }) => when(said.gender === undefined && isWorn(category)),
  },
  {
    id: "age_group.missing",
    field: "age_group",
    severity: "advice",
    message: "is missing, and this is worn",
    fix: inFeedFields("age_group"),
    worth: 5,
    broken: ({ said, category }) => when(said.age_group === undefined && isWorn(category)),
  },
  {
    id: "review_count.missing",
    field: "review_count",
    severity: "advice",
    generations: openai,
    message: "is missing",
    fix: "Set review_count and star_rating from the reviews you have: buyers ask agents for them.",
    worth: 10,
    broken: ({ said }) => missing(said.review_count),
  },
  {
    id: "q_and_a.missing",
    field: "q_and_a",
    severity: "advice",
    generations: untilEarly2026,
    message: "is missing",
    fix: "Set q_and_a to the questions buyers ask most and your answers.",
    worth: 5,
    broken: ({ said }) => missing(said.q_and_a),
  },
];

/** Clothes and shoes, which nobody finds without colour and size. */
function isWorn(category: string | undefined): boolean {
  return /apparel|cloth|shoe|footwear|fashion/i.test(category ?? "");
}

/** What was said in a field and could not be understood. */
function unreadable(field: FieldName): FeedRule {
  return {
    id: `${field}.unreadable`,
    field,
    severity: "warning",
    message: "was left out: it could not be understood",
    fix: `${field} must be ${allowedIn(field)}.`,
    broken: (row) => row.unreadable.find((each) => each.field === field)?.value,
  };
}

/** Whether a rule is one about what could not be understood. */
export function isUnreadableRule({ id }: FeedRule): boolean {
  return id.endsWith(".unreadable");
}

/** The rules of one generation, errors first. */
export function rulesOf(generation: Generation): readonly FeedRule[] {
  const order: readonly Severity[] = ["error", "warning", "advice"];
  return rules
    .filter(({ generations }) => generations === undefined || generations.includes(generation))
    .toSorted((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity));
}
