import type { UcpWire } from "../wire.ts";
import {
  cart,
  catalogLookup,
  catalogSearch,
  checkout,
  discount,
  fulfillment,
  type Release,
} from "../words/capabilities.ts";
import { checkoutEncoder } from "../words/checkout.ts";
import { encodeFulfillment } from "../words/fulfillment.ts";
import { wordsSince20260408 } from "../words/since-20260408.ts";

const version = "2026-04-08";

const release: Release = {
  version,
  capabilities: [
    { name: checkout, spec: "specification/checkout" },
    { name: cart, spec: "specification/cart" },
    { name: catalogSearch, spec: "specification/catalog/search" },
    { name: catalogLookup, spec: "specification/catalog/lookup" },
    { name: fulfillment, extends: [checkout], spec: "specification/fulfillment" },
    { name: discount, extends: [checkout], spec: "specification/discount" },
  ],
};

/** UCP 2026-04-08. */
export const ucpWire20260408: UcpWire = {
  ...wordsSince20260408(version),
  release,
  checkout: checkoutEncoder({ fulfillment: encodeFulfillment }),
  lateChange: "refused",
};
