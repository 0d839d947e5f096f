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
import { itemsByThePiece } from "./requested-items.ts";
import { cartShape } from "./requests.ts";

/** What has been spelled the same from 2026-04-08 on. */
export function wordsSince20260408(
  version: string,
): Omit<UcpWire, "release" | "signatures" | "requests" | "checkout" | "lateChange"> {
  return {
    fillCart: cartShape(itemsByThePiece),
    cart: encodeCart,
    catalog: {
      search: searchShape,
      found: encodeSearch,
      lookup: lookupShape,
      lookedUp: encodeLookup,
      get: productShape,
      product: encodeProduct,
    },
    order: encodeOrder,
    error: errorEncoder(version),
  };
}
