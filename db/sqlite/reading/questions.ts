import { createProductLookup } from "../../../src/catalog/lookup.ts";
import type { ProductQuery } from "../../../src/catalog/search.ts";
import type { ProductListQuery } from "../../../src/feed/product-list.ts";
import type { PendingWorkQuery } from "../../../src/monitoring/pending-work.ts";
import type { OrderListFilter, OrderListQuery } from "../../../src/orders/order-list.ts";
import type { SalesQuery, UncountedQuery } from "../../../src/orders/sales.ts";
import { pendingWorkOver } from "../../pending-work.ts";
import type { Queries } from "../database.ts";
import { createOrderList } from "../order-list.ts";
import { createPictureOrigins } from "../picture-origins.ts";
import { createProductList } from "../product-list.ts";
import { createProductSearch } from "../product-search.ts";
import { createSalesReads } from "../sales-store.ts";
import { createStores } from "../stores.ts";

/**
 * What the reading thread can be asked, by name. A question only reads; what it is asked and what it gives crosses to
 * another thread as JSON, so neither may hold a `Map`, a `Date` or anything else that JSON has no words for.
 *
 * @param queries over a connection that cannot write.
 */
export function openQuestions(queries: Queries) {
  const stores = createStores(queries);
  const { catalog } = stores;
  const lookup = createProductLookup(catalog);
  const search = createProductSearch(queries, catalog);
  const pictures = createPictureOrigins(queries);
  const sales = createSalesReads(queries);
  const orderList = createOrderList(queries);
  const pending = pendingWorkOver(stores, orderList);
  const productList = createProductList(queries, catalog);
  return {
    pictureOrigins: (_: null) => pictures.pictureOrigins(),
    productsOf: (ids: readonly string[]) => lookup.productsOf(ids),
    searchProducts: (query: ProductQuery) => search.search(query),
    pageOfOrders: (query: OrderListQuery) => orderList.page(query),
    csvOfOrders: (query: OrderListQuery) => orderList.csv(query),
    pageOfProducts: (query: ProductListQuery) => productList.page(query),
    uncountedSales: (query: UncountedQuery) => sales.uncounted(query),
    salesBetween: (query: SalesQuery) => sales.between(query),
    countOpenOrders: (_: null) => orderList.countOpen(),
    pendingWork: (query: PendingWorkQuery) => pending.pending(query),
    countOrders: (filter: OrderListFilter) => orderList.count(filter),
  };
}

/** The questions there are, as functions from what is asked to what is given. */
export type Questions = ReturnType<typeof openQuestions>;
