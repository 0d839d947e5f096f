import type { UcpWire } from "../wire.ts";
import { encodeCart } from "../words/cart.ts";
import {
  encodeLookup,
  encodeProduct,
  encodeSearch,
  lookupShape,
  productShape,
  searchShape,
} from "../words/catalog.ts";
import { encodeCheckout } from "../words/checkout.ts";
import { errorEncoder } from "../words/errors.ts";
import { encodeOrder } from "../words/order.ts";
import {
  cartShape,
  completeCheckoutShape,
  createCheckoutShape,
  replaceCheckoutShape,
} from "../words/requests.ts";

const version = "2026-04-08";

/** UCP 2026-04-08. */
export const ucpWire20260408: UcpWire = {
  version,
  create: createCheckoutShape,
  replace: replaceCheckoutShape,
  complete: completeCheckoutShape,
  checkout: encodeCheckout,
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
