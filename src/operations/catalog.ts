import type { ProductLookup } from "../catalog/lookup.ts";
import { type OfferedProduct, priceAt, type VariantOffer, type VariantOption } from "../catalog/product.ts";
import type { FoundProducts, ProductQuery, ProductSearch } from "../catalog/search.ts";
import type { Clock, Instant } from "../clock.ts";
import type { ProductId } from "../ids.ts";
import { type Minor, minor, ZERO } from "../money.ts";
import { fail, type Outcome, succeed } from "../problem.ts";
import type { Shop } from "../shop.ts";
import type { ReadOperation } from "./operation.ts";

/** What finding goods needs of the shop. */
export interface CatalogServices {
  readonly search: ProductSearch;
  readonly lookup: ProductLookup;
  readonly terms: { readonly shop: Shop };
  readonly clock: Clock;
}

/** Which of the products that were asked for are shown. */
export interface ProductFilter {
  /** Names of categories; a product of any of them is shown. */
  readonly categories?: readonly string[] | undefined;
  /** Variants whose price lies between, minor units, both ends included. */
  readonly priceFrom?: Minor | undefined;
  readonly priceTo?: Minor | undefined;
}

/** Anybody's call on the catalogue. */
export interface CatalogContext {
  readonly services: CatalogServices;
}

/** A product with those of its variants that are sold, at a moment. */
export interface ShownProduct {
  readonly product: OfferedProduct["product"];
  readonly variants: readonly VariantOffer[];
  readonly at: Instant;
}

/** One page of what was found. */
export interface ShownProducts {
  readonly products: readonly ShownProduct[];
  readonly next?: FoundProducts["next"];
}

/** Finds products by words and price. */
export const searchCatalog: ReadOperation<
  { readonly query: ProductQuery; readonly filter: ProductFilter },
  ShownProducts,
  CatalogContext
> = {
  name: "catalog search",
  kind: "read",
  async handler({ query, filter }, { services }) {
    const { products, next } = await services.search.search(query);
    return succeed({ products: shown(products, filter, services), next });
  },
};

/** Products that ids of products or variants lead to, and to which of them each id leads. */
export interface LookedUp {
  readonly products: readonly ShownProduct[];
  readonly found: ReadonlyMap<string, ProductId>;
  readonly missing: readonly string[];
}

/** Reads several products at once, each once however many ids lead to it. */
export const lookUpCatalog: ReadOperation<
  { readonly ids: readonly string[]; readonly filter: ProductFilter },
  LookedUp,
  CatalogContext
> = {
  name: "catalog lookup",
  kind: "read",
  async handler({ ids, filter }, { services }) {
    const { products, found: named } = await services.lookup.productsOf(ids);
    const found = new Map(named.map(({ id, product }) => [id, product]));
    return succeed({
      products: shown(products, filter, services),
      found,
      missing: [...new Set(ids)].filter((id) => !found.has(id)),
    });
  },
};

/** What is asked of one product. */
export interface ProductQuestion {
  readonly id: string;
  /** Options chosen so far, the most important first. Those of a variant named by its own id count instead. */
  readonly selected: readonly VariantOption[];
  readonly filter: ProductFilter;
}

/** A product as its buyer has chosen among its options. */
export interface ChosenProduct extends ShownProduct {
  /** What of the choice there is a variant for. */
  readonly selected: readonly VariantOption[];
  /** The variants that have it all, the one that was named first. */
  readonly chosen: readonly VariantOffer[];
}

/** Shows one product. Problem: `not_found`. */
export const getProduct: ReadOperation<ProductQuestion, ChosenProduct, CatalogContext> = {
  name: "catalog product",
  kind: "read",
  async handler({ id, selected, filter }, { services }): Promise<Outcome<ChosenProduct>> {
    const { products } = await services.lookup.productsOf([id]);
    const [only] = shown(products, filter, services);
    if (!only) return fail({ kind: "not_found", what: "product" });
    const named = only.variants.find(({ variant }) => variant.id === id);
    const choice = possible(named?.variant.options ?? selected, only.variants);
    const chosen = only.variants.filter((variant) => hasAll(variant, choice));
    const featuredFirst = named ? [named, ...chosen.filter((variant) => variant !== named)] : chosen;
    return succeed({ ...only, selected: choice, chosen: featuredFirst });
  },
};

/** As much of a choice as some variant has: the least important is given up first. */
function possible(
  selected: readonly VariantOption[],
  variants: readonly VariantOffer[],
): readonly VariantOption[] {
  return variants.some((variant) => hasAll(variant, selected))
    ? selected
    : possible(selected.slice(0, -1), variants);
}

/** Whether a variant has all these options. */
export function hasAll({ variant }: VariantOffer, options: readonly VariantOption[]): boolean {
  return options.every((wanted) =>
    variant.options.some(({ name, value }) => name === wanted.name && value === wanted.value),
  );
}

/** Products with what of them passes the filter; those of which nothing does are left out. */
function shown(
  products: readonly OfferedProduct[],
  { categories, priceFrom = ZERO, priceTo = minor(Number.MAX_SAFE_INTEGER) }: ProductFilter,
  { clock }: CatalogServices,
): ShownProduct[] {
  const at = clock.now();
  return products
    .filter(
      ({ product }) => !categories || product.categories.some(({ value }) => categories.includes(value)),
    )
    .map(({ product, offers }) => {
      const variants = offers.filter(
        ({ variant }) => priceAt(variant, at) >= priceFrom && priceAt(variant, at) <= priceTo,
      );
      return { product, variants, at };
    })
    .filter(({ variants }) => variants.length > 0);
}
