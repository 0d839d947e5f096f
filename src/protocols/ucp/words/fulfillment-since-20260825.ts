import { fulfillmentEncoder } from "./fulfillment.ts";

/**
 * With what kind of place a destination is, and what an option is like as a text of one form or another (2026-08-25,
 * `types/fulfillment_destination.json` and `types/fulfillment_option_base.json`).
 */
export const fulfillmentSince20260825 = fulfillmentEncoder({
  destinationType: "shipping_address",
  description: (text) => ({ plain: text }),
});
