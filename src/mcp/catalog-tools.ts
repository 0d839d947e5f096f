import { type Static, Type } from "@sinclair/typebox";
import { type OfferedProduct, priceAt, type Variant, type VariantOffer } from "../catalog/product.ts";
import type { ProductSearch, SearchPlace } from "../catalog/search.ts";
import type { ProductStore } from "../catalog/stores.ts";
import type { Clock } from "../clock.ts";
import { formatForPeople, minor } from "../money.ts";
import { productOf } from "../operations/catalog.ts";
import type { ProtocolVersion } from "../protocols/protocol.ts";
import type { Shop } from "../shop.ts";
import { checker, looksOnly, type OpenTool, problemOf } from "./tool.ts";

export interface CatalogToolServices {
  readonly search: ProductSearch;
  readonly catalog: Pick<ProductStore, "offered" | "sellable">;
  readonly shop: Shop;
  readonly newest: ProtocolVersion;
  readonly clock: Clock;
}

const MOST_RESULTS = 50;
const USUAL_RESULTS = 10;

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

/** The tools anybody may call: finding what the shop sells. Their item ids are those checkout takes. */
export function catalogTools({ search, catalog, shop, newest, clock }: CatalogToolServices): OpenTool[] {
  const checkSearch = checker(SearchArguments);
  const checkProduct = checker(ProductArguments);

  function show({ product, offers }: OfferedProduct, whole: boolean) {
    const { description } = product;
    const plain = description?.plain ?? description?.markdown;
    return {
      id: product.id,
      title: product.title,
      brand: product.brand,
      description: whole ? plain : plain?.slice(0, 200),
      url: product.url,
      image: product.media.find((media) => media.type === "image")?.url,
      categories: product.categories.map((category) => category.value),
      variants: offers.map(showVariant),
    };
  }

  function showVariant({ variant, available }: VariantOffer) {
    const price = priceAt(variant, clock.now());
    return {
      id: variant.id,
      title: variant.title,
      options: Object.fromEntries(variant.options.map(({ name, value }) => [name, value])),
      price: { amount: price, currency: shop.currency, display: formatForPeople(price, shop.currency) },
      list_price:
        variant.listPrice === undefined ? undefined : { amount: variant.listPrice, currency: shop.currency },
      available: canBeHad(variant, available),
      available_quantity: available ?? undefined,
    };
  }

  return [
    {
      name: "search_products",
      title: "Search the shop",
      description:
        "Finds products by title, description, brand, category and options. Prices are in minor units (1299 is 12.99). Buy a variant by its id. A page may have fewer products than asked for, or none, and yet a next_cursor: then there may be more.",
      inputSchema: SearchArguments,
      outputSchema: SearchAnswer,
      annotations: looksOnly,
      access: "anybody",
      async call(input) {
        const wrong = checkSearch(input ?? {});
        if (wrong) return problemOf(newest, wrong);
        // Checked above: the one place where these arguments get their type.
        const { query, min_price, max_price, in_stock, limit, cursor } = (input ?? {}) as SearchArguments;
        const found = await search.search({
          words: query ?? "",
          priceFrom: min_price === undefined ? undefined : minor(min_price),
          priceTo: max_price === undefined ? undefined : minor(max_price),
          inStock: in_stock,
          from: cursor === undefined ? undefined : readCursor(cursor),
          limit: limit ?? USUAL_RESULTS,
        });
        return {
          ok: true,
          value: {
            products: found.products.map((offered) => show(offered, false)),
            next_cursor: found.next && writeCursor(found.next),
          },
        };
      },
    },
    {
      name: "get_product",
      title: "Look at a product",
      description: "Answers one product with all its variants, prices and stock.",
      inputSchema: ProductArguments,
      outputSchema: ProductAnswer,
      annotations: looksOnly,
      access: "anybody",
      async call(input) {
        const wrong = checkProduct(input ?? {});
        if (wrong) return problemOf(newest, wrong);
        // Checked above: the one place where these arguments get their type.
        const { id } = input as ProductArguments;
        const offered = await productOf(id, { reads: { catalog } });
        if (!offered) return problemOf(newest, { kind: "not_found", what: "product" });
        return { ok: true, value: show(offered, true) };
      },
    },
  ];
}

function canBeHad(variant: Variant, available: number | null): boolean {
  return available === null || available > 0 || variant.backorder;
}
