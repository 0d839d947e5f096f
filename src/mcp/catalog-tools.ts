import { type Static, Type } from "@sinclair/typebox";
import type { ProductLookup } from "../catalog/lookup.ts";
import { type OfferedProduct, priceAt, type Variant, type VariantOffer } from "../catalog/product.ts";
import type { ProductQuery, ProductSearch, SearchPlace } from "../catalog/search.ts";
import type { Clock } from "../clock.ts";
import { formatForPeople, type Minor, minor } from "../money.ts";
import type { ProtocolVersion } from "../protocols/protocol.ts";
import type { Shop } from "../shop.ts";
import { type ReadableProduct, sayProduct, sayProducts } from "./read-aloud.ts";
import { checker, looksOnly, type OpenTool, problemOf } from "./tool.ts";
import { widgets } from "./widgets/widgets.ts";

export interface CatalogToolServices {
  readonly search: ProductSearch;
  readonly lookup: ProductLookup;
  readonly shop: Shop;
  readonly newest: ProtocolVersion;
  readonly clock: Clock;
}

const MOST_RESULTS = 50;
const USUAL_RESULTS = 10;
/** Of a product that is found so many variants are shown, and so many where it is looked at by itself. */
const MOST_VARIANTS = 10;
const MOST_VARIANTS_ALONE = 250;
/** Longer descriptions than this, in characters, are read by nobody in a conversation. */
const LONGEST_DESCRIPTION = 4000;

const SearchArguments = Type.Object(
  {
    query: Type.Optional(
      Type.String({
        maxLength: 200,
        description: "What the buyer looks for. Left out: everything, page by page.",
      }),
    ),
    min_price: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: "In minor units, such as cents.",
      }),
    ),
    max_price: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: "In minor units, such as cents.",
      }),
    ),
    in_stock: Type.Optional(Type.Boolean({ description: "Only what can be had now." })),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MOST_RESULTS, description: `${USUAL_RESULTS} when left out.` }),
    ),
    cursor: Type.Optional(
      Type.String({ pattern: "^(all|any)-[0-9]{1,15}$", description: "next_cursor of the page before." }),
    ),
  },
  { additionalProperties: true },
);
type SearchArguments = Static<typeof SearchArguments>;

const ProductArguments = Type.Object(
  {
    id: Type.String({
      minLength: 1,
      maxLength: 256,
      description: "A product's id, or the id of one of its variants.",
    }),
  },
  { additionalProperties: true },
);
type ProductArguments = Static<typeof ProductArguments>;

const Money = Type.Object({
  amount: Type.Integer(),
  currency: Type.String(),
  display: Type.Optional(Type.String()),
});
const ProductAnswer = Type.Object({
  id: Type.String(),
  title: Type.String(),
  brand: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  url: Type.Optional(Type.String()),
  image: Type.Optional(Type.String()),
  categories: Type.Array(Type.String()),
  variants: Type.Array(
    Type.Object({
      id: Type.String(),
      title: Type.Optional(Type.String()),
      options: Type.Record(Type.String(), Type.String()),
      price: Money,
      list_price: Type.Optional(Money),
      available: Type.Boolean(),
      available_quantity: Type.Optional(Type.Integer()),
    }),
  ),
  variant_count: Type.Optional(Type.Integer()),
});
const SearchAnswer = Type.Object({
  products: Type.Array(ProductAnswer),
  next_cursor: Type.Optional(Type.String()),
});

function writeCursor({ having, position }: SearchPlace): string {
  return `${having}-${position}`;
}

/** @param cursor of the form that the arguments' schema asks for. */
function readCursor(cursor: string): SearchPlace {
  const [having, position] = cursor.split("-");
  return { having: having === "any" ? "any" : "all", position: Number(position) };
}

/** A product as the tools answer it; `MOST_VARIANTS` of its variants unless all are asked for. */
type Show = (offered: OfferedProduct, whole: boolean) => ReadableProduct;

function showFor(shop: Shop, clock: Clock): Show {
  const money = (amount: Minor) => ({
    amount,
    currency: shop.currency,
    display: formatForPeople(amount, shop.currency),
  });

  function showVariant({ variant, available }: VariantOffer) {
    return {
      id: variant.id,
      title: variant.title,
      options: Object.fromEntries(variant.options.map(({ name, value }) => [name, value])),
      price: money(priceAt(variant, clock.now())),
      list_price: variant.listPrice === undefined ? undefined : money(variant.listPrice),
      available: canBeHad(variant, available),
      available_quantity: available ?? undefined,
    };
  }

  return ({ product, offers }, whole) => {
    const { description } = product;
    const plain = description?.plain ?? description?.markdown;
    const shown = offers.slice(0, whole ? MOST_VARIANTS_ALONE : MOST_VARIANTS);
    return {
      id: product.id,
      title: product.title,
      brand: product.brand,
      description: whole ? plain?.slice(0, LONGEST_DESCRIPTION) : plain?.slice(0, 200),
      url: product.url,
      image: product.media.find((media) => media.type === "image")?.url,
      categories: product.categories.map((category) => category.value),
      variants: shown.map(showVariant),
      variant_count: shown.length < offers.length ? offers.length : undefined,
    };
  };
}

/** The tools anybody may call: finding what the shop sells. Their item ids are those checkout takes. */
export function catalogTools({ search, lookup, shop, newest, clock }: CatalogToolServices): OpenTool[] {
  const checkSearch = checker(SearchArguments);
  const checkProduct = checker(ProductArguments);
  const show = showFor(shop, clock);

  return [
    {
      name: "search_products",
      title: "Search the shop",
      description:
        "Finds what this shop sells, best match first. Start here, with the buyer's own words; without query everything, page by page. Prices are in minor units (1299 is 12.99): say display. Only what it answers is sold here: invent no product, id or price. A page may have fewer products than asked for, or none, and yet a next_cursor: then there may be more. Next: get_product for details, or create_cart with a variant's id.",
      inputSchema: SearchArguments,
      outputSchema: SearchAnswer,
      widget: widgets.products,
      annotations: looksOnly,
      access: "anybody",
      async call(input) {
        const wrong = checkSearch(input ?? {});
        if (wrong) return problemOf(newest, wrong);
        // Checked above: the one place where these arguments get their type.
        const found = await search.search(queryOf((input ?? {}) as SearchArguments));
        const products = found.products.map((offered) => show(offered, false));
        const next_cursor = found.next && writeCursor(found.next);
        return { ok: true, value: { products, next_cursor }, text: sayProducts(products, next_cursor) };
      },
    },
    {
      name: "get_product",
      title: "Look at a product",
      description:
        "Answers one product with its description and all its variants, prices and stock. Use it when the buyer asks about a product, or to choose among its sizes or colours. Needs an id from search_products. Next: create_cart with a variant's id.",
      inputSchema: ProductArguments,
      outputSchema: ProductAnswer,
      widget: widgets.product,
      annotations: looksOnly,
      access: "anybody",
      afterRefusal: {
        not_found: "search_products finds what is sold here; offer nothing that it does not find.",
      },
      async call(input) {
        const wrong = checkProduct(input ?? {});
        if (wrong) return problemOf(newest, wrong);
        // Checked above: the one place where these arguments get their type.
        const { id } = input as ProductArguments;
        const { products } = await lookup.productsOf([id]);
        const [offered] = products;
        if (!offered) return problemOf(newest, { kind: "not_found", what: "product" });
        const value = show(offered, true);
        return { ok: true, value, text: sayProduct(value) };
      },
    },
  ];
}

function queryOf({ query, min_price, max_price, in_stock, limit, cursor }: SearchArguments): ProductQuery {
  return {
    words: query ?? "",
    priceFrom: min_price === undefined ? undefined : minor(min_price),
    priceTo: max_price === undefined ? undefined : minor(max_price),
    inStock: in_stock,
    from: cursor === undefined ? undefined : readCursor(cursor),
    limit: limit ?? USUAL_RESULTS,
  };
}

function canBeHad(variant: Variant, available: number | null): boolean {
  return available === null || available > 0 || variant.backorder;
}
