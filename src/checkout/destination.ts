import { hash } from "bun";
import type { Address, FulfillmentDetails } from "../address.ts";
import type { BuyerContext } from "../buyers/buyer-context.ts";
import { isCountry } from "../countries.ts";
import type { CartToPrice } from "../pricing/cart.ts";
import { stateCodeOf } from "../states.ts";

/** What says where goods go. */
export interface Whereabouts {
  readonly fulfillmentDetails?: FulfillmentDetails | undefined;
  readonly buyerContext?: BuyerContext | undefined;
}

/**
 * Where the goods go, as pricing wants it: the address, or for as long as there is none what the agent says of its
 * buyer's whereabouts. Absent where neither names a country.
 */
export function destinationOf({ fulfillmentDetails, buyerContext }: Whereabouts): CartToPrice["destination"] {
  const place = fulfillmentDetails?.address ?? placeOf(buyerContext);
  return (
    place && {
      country: place.country,
      // Rules have states in upper case, and only some countries' come as codes for sure.
      state: place.state.trim().toUpperCase(),
      city: place.city,
      postalCode: place.postalCode,
    }
  );
}

/** The id of where goods go: the agent's own, else one that is the same for the same address; `undefined` without address. */
export function destinationIdOf({ destinationId, address }: FulfillmentDetails): string | undefined {
  return address && (destinationId ?? `dest_${hash.xxHash64(JSON.stringify(address)).toString(16)}`);
}

function placeOf({
  country,
  state = "",
  postalCode = "",
}: BuyerContext = {}): Pick<Address, "country" | "state" | "city" | "postalCode"> | undefined {
  if (country === undefined || !isCountry(country)) return undefined;
  return { country, state: stateCodeOf(country, state) ?? "", city: "", postalCode };
}
