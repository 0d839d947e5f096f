import type { FulfillmentDetails } from "../address.ts";
import type { CartToPrice } from "../pricing/cart.ts";

/** Where the goods go, as pricing wants it; absent before there is an address. */
export function destinationOf(draft: {
  readonly fulfillmentDetails?: FulfillmentDetails | undefined;
}): CartToPrice["destination"] {
  const address = draft.fulfillmentDetails?.address;
  return (
    address && {
      country: address.country,
      // Rules have states in upper case, and only some countries' come as codes for sure.
      state: address.state.trim().toUpperCase(),
      city: address.city,
      postalCode: address.postalCode,
    }
  );
}
