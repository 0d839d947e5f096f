import { type Static, Type } from "@sinclair/typebox";
import {
  availabilityOf,
  type Description,
  type Media,
  priceAt,
  type VariantOffer,
} from "../../../catalog/product.ts";
import { productPageOf } from "../../../catalog/product-page-link.ts";
import type { ProductQuery, SearchPlace } from "../../../catalog/search.ts";
import { type Currency, type Minor, minor } from "../../../money.ts";
import {
  type ChosenProduct,
  hasAll,
  type LookedUp,
  type ProductFilter,
  type ProductQuestion,
  type ShownProduct,
  type ShownProducts,
} from "../../../operations/catalog.ts";
import { ProblemError } from "../../../problem.ts";
import type { Shop } from "../../../shop.ts";
import { catalogLookup, catalogSearch } from "./capabilities.ts";
import { envelope, type Reader } from "./envelope.ts";
import { id, list, open, text } from "./fields.ts";
import { refuse, requestShape } from "./request-shape.ts";

const USUAL_RESULTS = 10;
const MOST_RESULTS = 50;
/** How many ids are looked up at once. */
const MOST_IDS = 50;

const Price = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

const Filters = open({
  categories: Type.Optional(list(text(750), 50)),
  price: Type.Optional(open({ min: Type.Optional(Price), max: Type.Optional(Price) })),
});

const filters = Type.Optional(Filters);

/** `POST /catalog/search`. */
export const searchShape = requestShape({
  schema: open({
    query: Type.Optional(Type.String({ maxLength: 200 })),
    filters,
    pagination: Type.Optional(
      open({
        cursor: Type.Optional(Type.String({ pattern: "^(all|any)-[0-9]{1,15}$" })),
        limit: Type.Optional(Type.Integer({ minimum: 1 })),
      }),
    ),
  }),
  examples: { "by words": { query: "candle" } },
  decode({ query, filters, pagination }) {
    const filter = filterOf(filters);
    const { categories, priceFrom, priceTo } = filter;
    if (!query && (categories ?? priceFrom ?? priceTo) === undefined)
      refuse("missing", "$.query", "words or a filter to search by are required");
    const search: ProductQuery = {
      words: query ?? "",
      priceFrom,
      priceTo,
      from: pagination?.cursor === undefined ? undefined : placeOf(pagination.cursor),
      // A limit may be clamped (`types/pagination.json`).
      limit: Math.min(pagination?.limit ?? USUAL_RESULTS, MOST_RESULTS),
    };
    return { query: search, filter };
  },
});

/** `POST /catalog/lookup`. */
export const lookupShape = requestShape({
  schema: open({
    ids: Type.Array(id("Of a product or a variant."), { minItems: 1, description: `At most ${MOST_IDS}.` }),
    filters,
  }),
  examples: { "one product": { ids: ["cedar-candle"] } },
  decode(body) {
    const { ids } = body;
    if (ids.length > MOST_IDS) throw new ProblemError({ kind: "body_too_many_values", limit: MOST_IDS });
    return { ids, filter: filterOf(body.filters) };
  },
});

/** `POST /catalog/product`. */
export const productShape = requestShape({
  schema: open({
    id: id("Of a product or a variant."),
    selected: Type.Optional(list(open({ name: text(256), label: text(256) }), 20)),
    preferences: Type.Optional(
      list(text(256), 20, { description: "Names of options, those to be given up last first." }),
    ),
    filters,
  }),
  examples: { "a product": { id: "cedar-candle" } },
  decode(body): ProductQuestion {
    const { selected = [], preferences = [] } = body;
    const rank = ({ name }: { name: string }) =>
      preferences.includes(name) ? preferences.indexOf(name) : preferences.length;
    const ranked = selected.toSorted((one, other) => rank(one) - rank(other));
    return {
      id: body.id,
      selected: ranked.map(({ name, label }) => ({ name, value: label })),
      filter: filterOf(body.filters),
    };
  },
});

function filterOf(said: Static<typeof Filters> | undefined): ProductFilter {
  const { min, max } = said?.price ?? {};
  return {
    categories: said?.categories,
    priceFrom: min === undefined ? undefined : minor(min),
    priceTo: max === undefined ? undefined : minor(max),
  };
}

/** A place as a cursor, and back. @param cursor of the form that the request's schema asks for. */
function placeOf(cursor: string): SearchPlace {
  const [having, position] = cursor.split("-");
  return { having: having === "any" ? "any" : "all", position: Number(position) };
}

/** Shows one page of what was found. */
export function encodeSearch({ products, next }: ShownProducts, shop: Shop, reader: Reader): object {
  return {
    ucp: envelope(reader, catalogSearch),
    products: products.map((shown) => productIn(shown, shop)),
    pagination: next
      ? { has_next_page: true, cursor: `${next.having}-${next.position}` }
      : { has_next_page: false },
  };
}

/**
 * Shows products looked up. Each variant names the ids that lead to it: its own (`exact`), or its product's, of which
 * the first variant is `featured`. What an id does not lead to is left out, and a message names the id.
 */
export function encodeLookup({ products, found, missing }: LookedUp, shop: Shop, reader: Reader): object {
  return {
    ucp: envelope(reader, catalogLookup),
    products: products.flatMap((shown) => {
      const asked = [...found]
        .filter(([, product]) => product === shown.product.id)
        .map(([wanted]) => wanted);
      const product = productIn(shown, shop);
      const variants = product.variants.flatMap((variant, index) => {
        const exact = asked.filter((wanted) => wanted === variant.id);
        const featured = index === 0 ? asked.filter((wanted) => !isVariant(shown, wanted)) : [];
        const inputs = [
          ...exact.map((wanted) => ({ id: wanted, match: "exact" })),
          ...featured.map((wanted) => ({ id: wanted, match: "featured" })),
        ];
        return inputs.length > 0 ? [{ ...variant, inputs }] : [];
      });
      return variants.length > 0 ? [{ ...product, variants }] : [];
    }),
    messages: missing.map((wanted) => ({
      type: "info",
      code: "not_found",
      content: `Nothing is sold here under the id ${wanted}.`,
      content_type: "plain",
    })),
  };
}

function isVariant({ variants }: ShownProduct, wanted: string): boolean {
  return variants.some(({ variant }) => variant.id === wanted);
}

/**
 * Shows one product as its buyer has chosen: the variants that fit, and of each option which values there are and which
 * can be had beside what is chosen of the others.
 */
export function encodeProduct(shown: ChosenProduct, shop: Shop, reader: Reader): object {
  const { selected, chosen, variants } = shown;
  const options = optionsOf(shown).map(({ name, values }) => {
    const others = selected.filter((option) => option.name !== name);
    return {
      name,
      values: values.map((label) => {
        const having = variants.filter((variant) => hasAll(variant, [...others, { name, value: label }]));
        return { label, exists: having.length > 0, available: having.some(canBeHad) };
      }),
    };
  });
  return {
    ucp: envelope(reader, catalogLookup),
    product: {
      ...productIn(shown, shop),
      variants: chosen.map((sellable) => variantIn(sellable, shown, shop)),
      selected: selected.map(({ name, value }) => ({ name, label: value })),
      options: options.length > 0 ? options : undefined,
    },
  };
}

function productIn(shown: ShownProduct, shop: Shop) {
  const { product, variants, at } = shown;
  const { currency } = shop;
  const options = optionsOf(shown);
  return {
    id: product.id,
    handle: product.handle,
    title: product.title,
    description: descriptionOf(product.description, product.title),
    url: product.url ?? productPageOf(product, shop),
    categories: product.categories.map(({ value, taxonomy }) => ({ value, taxonomy })),
    price_range: rangeOf(
      variants.map(({ variant }) => priceAt(variant, at)),
      currency,
    ),
    list_price_range: variants.some(({ variant }) => variant.listPrice !== undefined)
      ? rangeOf(
          variants.map(({ variant }) => variant.listPrice ?? priceAt(variant, at)),
          currency,
        )
      : undefined,
    media: mediaOf(product.media),
    options:
      options.length > 0
        ? options.map(({ name, values }) => ({ name, values: values.map((label) => ({ label })) }))
        : undefined,
    variants: variants.map((sellable) => variantIn(sellable, shown, shop)),
    tags: product.tags,
  };
}

function variantIn(sellable: VariantOffer, { product, at }: ShownProduct, shop: Shop) {
  const { variant } = sellable;
  const { currency } = shop;
  return {
    id: variant.id,
    sku: variant.sku,
    barcodes: variant.barcodes.length > 0 ? variant.barcodes : undefined,
    title: variant.title === "" ? product.title : variant.title,
    description: descriptionOf(variant.description ?? product.description, product.title),
    url: variant.url,
    price: price(priceAt(variant, at), currency),
    list_price: variant.listPrice === undefined ? undefined : price(variant.listPrice, currency),
    availability: { available: canBeHad(sellable), status: statusOf(sellable) },
    options:
      variant.options.length > 0
        ? variant.options.map(({ name, value }) => ({ name, label: value }))
        : undefined,
    media: mediaOf(variant.media),
  };
}

/** The names and values of a product's options, in the order in which its variants name them. */
function optionsOf({ variants }: ShownProduct): { readonly name: string; readonly values: string[] }[] {
  const options = new Map<string, Set<string>>();
  for (const { variant } of variants) {
    for (const { name, value } of variant.options)
      options.set(name, (options.get(name) ?? new Set<string>()).add(value));
  }
  return [...options].map(([name, values]) => ({ name, values: [...values] }));
}

function statusOf({ variant, available }: VariantOffer) {
  const reserved = variant.stock === null || available === null ? 0 : variant.stock - available;
  return availabilityOf(variant, reserved);
}

function canBeHad(sellable: VariantOffer): boolean {
  return statusOf(sellable) !== "out_of_stock";
}

function rangeOf(amounts: readonly Minor[], currency: Currency) {
  return { min: price(Math.min(...amounts), currency), max: price(Math.max(...amounts), currency) };
}

function price(amount: number | Minor, currency: Currency) {
  return { amount, currency: currency.toUpperCase() };
}

/** At least one form of a text is asked for: where the merchant wrote none, the title says what it is. */
function descriptionOf(description: Description | undefined, title: string): Description {
  const { plain, html, markdown } = description ?? {};
  return plain || html || markdown ? { plain, html, markdown } : { plain: title };
}

function mediaOf(media: readonly Media[]) {
  if (media.length === 0) return undefined;
  return media.map(({ type, url, altText: alt_text, width, height }) => ({
    type,
    url,
    alt_text,
    width,
    height,
  }));
}
