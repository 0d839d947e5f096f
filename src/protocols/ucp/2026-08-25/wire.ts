import type { UcpWire } from "../wire.ts";
import {
  buyerConsent,
  cart,
  catalogLookup,
  catalogSearch,
  checkout,
  discount,
  fulfillment,
  order,
  type Release,
} from "../words/capabilities.ts";
import { checkoutEncoder } from "../words/checkout.ts";
import { consentByOffer, encodeMissingNumber } from "../words/consent-since-20260825.ts";
import { encodeFulfillmentSince20260825 } from "../words/fulfillment-since-20260825.ts";
import { checkoutShapes } from "../words/requests.ts";
import { wordsSince20260408 } from "../words/since-20260408.ts";

const version = "2026-08-25";

const release: Release = {
  version,
  capabilities: [
    { name: checkout, spec: "specification/shopping/checkout" },
    { name: cart, spec: "specification/shopping/cart" },
    { name: catalogSearch, spec: "specification/shopping/catalog/search" },
    { name: catalogLookup, spec: "specification/shopping/catalog/lookup" },
    { name: order, spec: "specification/shopping/order" },
    { name: fulfillment, extends: [checkout], spec: "specification/shopping/extensions/fulfillment" },
    { name: discount, extends: [checkout, cart], spec: "specification/shopping/extensions/discount" },
    { name: buyerConsent, extends: [checkout], spec: "specification/shopping/extensions/buyer-consent" },
  ],
};

/** UCP 2026-08-25. */
export const ucpWire20260825: UcpWire = {
  ...wordsSince20260408(version),
  release,
  requests: checkoutShapes(consentByOffer),
  checkout: checkoutEncoder({
    consent: consentByOffer,
    moreMessages: encodeMissingNumber,
    fulfillment: encodeFulfillmentSince20260825,
  }),
  lateChange: "shown",
};
