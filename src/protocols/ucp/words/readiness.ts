import { type Address, saysSomething } from "../../../address.ts";
import type { CheckoutSession } from "../../../checkout/session.ts";
import { needsPostalCode } from "../../../postal-code-forms.ts";
import type { Place, Problem } from "../../../problem.ts";
import { needsState } from "../../../states.ts";
import { lacksNumberForTexts } from "./consent-since-20260825.ts";

/** What a session still wants before it can be paid, although nothing else is wrong with it. */
export interface Lack {
  readonly place: Place;
  readonly detail: string;
}

/**
 * What a session lacks that other protocols have in every request: UCP takes buyers without an e-mail address and parts
 * of addresses, to tell what delivery and tax would be.
 */
export function lacksOf({ buyer, fulfillmentDetails, lineItems }: CheckoutSession): readonly Lack[] {
  const isShipped = lineItems.some((line) => line.requiresShipping);
  const address = isShipped ? fulfillmentDetails?.address : undefined;
  return [
    ...(buyer ? [] : [lack({ at: "buyer", field: "email" }, "The buyer's e-mail address is required.")]),
    ...(address ? partsLackingOf(address) : []),
  ];
}

/** An address that is not there at all is asked for by the checkout itself. */
function partsLackingOf({ lineOne, city, state, country, postalCode }: Address): readonly Lack[] {
  return [
    ...(saysSomething(lineOne)
      ? []
      : [lack({ at: "fulfillment_address", field: "lineOne" }, "The street is required.")]),
    ...(saysSomething(city)
      ? []
      : [lack({ at: "fulfillment_address", field: "city" }, "The city is required.")]),
    ...(needsState(country) && state === ""
      ? [lack({ at: "fulfillment_address", field: "state" }, "The state or province is required.")]
      : []),
    ...(needsPostalCode(country) && !saysSomething(postalCode)
      ? [lack({ at: "fulfillment_address", field: "postalCode" }, "The postal code is required.")]
      : []),
  ];
}

/** The same as the problem of a completion; and consent to text messages wants a number for them. */
export function lackingProblem(session: CheckoutSession): Problem | undefined {
  const number = lack(
    { at: "buyer", field: "phoneNumber" },
    "The phone number for text messages is required.",
  );
  const [first] = [...lacksOf(session), ...(lacksNumberForTexts(session) ? [number] : [])];
  return first && { kind: "session_not_ready", ...first };
}

function lack(place: Place, detail: string): Lack {
  return { place, detail };
}
