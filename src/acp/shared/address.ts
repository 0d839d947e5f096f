import { type Static, Type } from "@sinclair/typebox";
import { iso31661, iso31662 } from "iso-3166";
import type { Address } from "../../address.ts";
import { closed, emptyableText, maybe, open, text } from "./fields.ts";
import { refuse } from "./request.ts";

/** The address fields that every version knows, as a request may send them. */
export const addressRequestFields = {
  name: text(256, { description: "Who receives it." }),
  line_one: text(256),
  line_two: Type.Optional(emptyableText(256)),
  city: text(256),
  state: emptyableText(128, { description: "State or province code; of the United States: `CA`." }),
  country: text(2, { description: "ISO 3166-1 alpha-2, in either letter case." }),
  postal_code: emptyableText(32),
};

/** An address in a request, without what came with 2026-04-17 (`company`). */
export const AddressRequest = open(addressRequestFields);

/** The same fields in an answer. */
export const addressAnswerFields = {
  name: Type.String(),
  line_one: Type.String(),
  line_two: maybe(Type.String()),
  city: Type.String(),
  state: Type.String(),
  country: Type.String(),
  postal_code: Type.String(),
};

/** An address in an answer, without what came with 2026-04-17. */
export const AddressAnswer = closed(addressAnswerFields);

const countries = new Set(iso31661.map((country) => country.alpha2));

// Postal "states" of the armed forces, which ISO 3166-2 does not list (USPS Publication 28, appendix B).
const armedForces = ["AA", "AE", "AP"].map((code): [string, string] => [code, code]);
const statesOfTheUnitedStates = new Map([
  ...armedForces,
  ...iso31662
    .filter((subdivision) => subdivision.parent === "US")
    .flatMap(({ code, name }): [string, string][] => [
      [code.slice("US-".length), code.slice("US-".length)],
      [name.toUpperCase(), code.slice("US-".length)],
    ]),
]);

/**
 * Reads an address: country in either letter case, a US state by code or by name. Fields that an older version does
 * not know are left out, whatever was sent. `path` is the address's JSONPath in the request.
 */
export function decodeAddress(address: Static<typeof AddressRequest>, path: string): Address {
  const country = address.country.toUpperCase();
  if (!countries.has(country)) {
    refuse("invalid", `${path}.country`, "the country must be an ISO 3166-1 alpha-2 code such as US");
  }
  return {
    name: address.name,
    line_one: address.line_one,
    line_two: address.line_two,
    city: address.city,
    state: country === "US" ? decodeState(address.state, path) : address.state,
    country,
    postal_code: address.postal_code,
  };
}

function decodeState(state: string, path: string): string {
  return (
    statesOfTheUnitedStates.get(state.trim().toUpperCase()) ??
    refuse("invalid", `${path}.state`, "the state must be the code of a US state or territory, such as CA")
  );
}

/** An address without what came with 2026-04-17 (`company`). */
export function encodeAddress(address: Address): Static<typeof AddressAnswer> {
  return {
    name: address.name,
    line_one: address.line_one,
    line_two: address.line_two,
    city: address.city,
    state: address.state,
    country: address.country,
    postal_code: address.postal_code,
  };
}
