import { encodeFulfillment, type FulfillmentEncoder } from "./fulfillment.ts";

/**
 * As before, with what kind of place a destination is, and what an option is like as a text of one form or another
 * (2026-08-25, `types/fulfillment_destination.json` and `types/fulfillment_option_base.json`).
 */
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
        groups: method.groups?.map((group) => ({
          ...group,
          options: group.options.map(({ description, ...option }) => ({
            ...option,
            description: typeof description === "string" ? { plain: description } : description,
          })),
        })),
      })),
    }
  );
};
