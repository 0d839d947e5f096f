import type { ProductStore, ReservationStore } from "../../src/catalog/stores.ts";
import { createOverrideStore } from "./catalog/override-store.ts";
import { createProductReader } from "./catalog/product-reader.ts";
import { createProductWriter } from "./catalog/product-writer.ts";
import { createStoredProducts } from "./catalog/stored-products.ts";
import { createVariantReader } from "./catalog/variant-reader.ts";
import type { Queries } from "./queries.ts";
import { createReservationStore } from "./reservation-store.ts";

/** The catalogue and its reservations over one connection. */
export function createCatalogStore(queries: Queries): ProductStore & ReservationStore {
  const stored = createStoredProducts(queries);
  return {
    ...createVariantReader(queries),
    ...createProductReader(queries, stored),
    ...createProductWriter(queries, stored),
    ...createOverrideStore(queries),
    ...createReservationStore(queries),
  };
}
