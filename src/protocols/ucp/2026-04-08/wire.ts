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
import { consentByPurpose } from "../words/consent.ts";
import { fulfillmentAsText } from "../words/fulfillment.ts";
import { itemsByThePiece } from "../words/requested-items.ts";
import { checkoutShapes } from "../words/requests.ts";
import { wordsSince20260408 } from "../words/since-20260408.ts";

const version = "2026-04-08";

const release: Release = {
  version,
  capabilities: [
    { name: checkout, spec: "specification/checkout" },
    { name: cart, spec: "specification/cart" },
    { name: catalogSearch, spec: "specification/catalog/search" },
    { name: catalogLookup, spec: "specification/catalog/lookup" },
    { name: order, spec: "specification/order" },
    { name: fulfillment, extends: [checkout], spec: "specification/fulfillment" },
    { name: discount, extends: [checkout, cart], spec: "specification/discount" },
    { name: buyerConsent, extends: [checkout], spec: "specification/buyer-consent" },
  ],
};

/** UCP 2026-04-08. */
export const ucpWire20260408: UcpWire = {
  ...wordsSince20260408(version),
  release,
  signatures: { keysIn: "signing_keys", algorithms: ["ES256"] },
  requests: checkoutShapes({ consent: consentByPurpose, items: itemsByThePiece }),
  checkout: checkoutEncoder({
    consent: consentByPurpose,
    fulfillment: fulfillmentAsText,
  }),
  lateChange: "refused",
};
