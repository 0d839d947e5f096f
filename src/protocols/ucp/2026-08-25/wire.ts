import { isWithdrawalExcluded } from "../../../catalog/product.ts";
import type { ShownProduct } from "../../../operations/catalog.ts";
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
import { fulfillmentSince20260825 } from "../words/fulfillment-since-20260825.ts";
import {
  encodeDisclosures,
  encodeExclusion,
  encodePolicies,
  excludedLines,
} from "../words/policies-since-20260825.ts";
import { itemsInAssertedUnits } from "../words/requested-items-since-20260825.ts";
import { cartShape, checkoutShapes } from "../words/requests.ts";
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

const shared = wordsSince20260408(version);

/** UCP 2026-08-25. */
export const ucpWire20260825: UcpWire = {
  ...shared,
  release,
  signatures: { keysIn: "keys", algorithms: ["ES256", "EdDSA"] },
  requests: checkoutShapes({ consent: consentByOffer, items: itemsInAssertedUnits }),
  checkout: checkoutEncoder({
    consent: consentByOffer,
    moreMessages: (session) => [...encodeMissingNumber(session), ...encodeDisclosures(session.lineItems)],
    policies: ({ lineItems }, shop) => encodePolicies(shop, excludedLines(lineItems)),
    fulfillment: fulfillmentSince20260825,
  }),
  lateChange: "shown",
  fillCart: cartShape(itemsInAssertedUnits),
  cart(cart, shop, reader) {
    const answer = shared.cart(cart, shop, reader);
    return {
      ...answer,
      messages: [...answer.messages, ...encodeDisclosures(cart.lineItems)],
      policies: encodePolicies(shop, excludedLines(cart.lineItems)),
    };
  },
  catalog: {
    ...shared.catalog,
    found: (found, shop, reader) => ({
      ...shared.catalog.found(found, shop, reader),
      policies: encodePolicies(shop, excludedProducts(found.products)),
    }),
    lookedUp: (found, shop, reader) => ({
      ...shared.catalog.lookedUp(found, shop, reader),
      policies: encodePolicies(shop, excludedProducts(found.products)),
    }),
    product: (shown, shop, reader) => ({
      ...shared.catalog.product(shown, shop, reader),
      policies: encodePolicies(shop, isWithdrawalExcluded(shown.product) ? ["$.product"] : []),
    }),
  },
  order(order, shop, reader) {
    const excluded = encodeExclusion(excludedLines(order.lineItems));
    return { ...shared.order(order, shop, reader), policies: excluded.length > 0 ? excluded : undefined };
  },
};

/** Where the products are that buyers may not withdraw from. */
function excludedProducts(products: readonly ShownProduct[]): readonly string[] {
  return products.flatMap(({ product }, index) =>
    isWithdrawalExcluded(product) ? [`$.products[${index}]`] : [],
  );
}
