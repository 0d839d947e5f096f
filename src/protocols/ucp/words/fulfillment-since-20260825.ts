import { encodeFulfillment, type FulfillmentEncoder } from "./fulfillment.ts";

/** As before, with what kind of place a destination is (2026-08-25, `types/fulfillment_destination.json`). */
export const encodeFulfillmentSince20260825: FulfillmentEncoder = (session) => {
  const fulfillment = encodeFulfillment(session);
  return (
    fulfillment && {
      methods: fulfillment.methods.map((method) => ({
        ...method,
        destinations: method.destinations?.map((destination) => ({
          type: "shipping_address",
          ...destination,
        })),
      })),
    }
  );
};
