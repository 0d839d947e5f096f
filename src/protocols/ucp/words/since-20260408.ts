import type { UcpWire } from "../wire.ts";
import { encodeCart } from "./cart.ts";
import {
  encodeLookup,
  encodeProduct,
  encodeSearch,
  lookupShape,
  productShape,
  searchShape,
} from "./catalog.ts";
import { errorEncoder } from "./errors.ts";
import { encodeOrder } from "./order.ts";
import { cartShape, completeCheckoutShape, createCheckoutShape, replaceCheckoutShape } from "./requests.ts";

/** What has been spelled the same from 2026-04-08 on. */
export function wordsSince20260408(version: string): Omit<UcpWire, "release" | "checkout" | "lateChange"> {
  return {
    create: createCheckoutShape,
    replace: replaceCheckoutShape,
    complete: completeCheckoutShape,
    fillCart: cartShape,
    cart: encodeCart,
    catalog: {
      search: searchShape,
      found: encodeSearch,
      lookup: lookupShape,
      lookedUp: encodeLookup,
      get: productShape,
      product: encodeProduct,
    },
    orderEvent: (order, shop) => encodeOrder(order, shop, { version, status: "success", capabilities: {} }),
    error: errorEncoder(version),
  };
}
