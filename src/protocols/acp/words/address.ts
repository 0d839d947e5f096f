import { type Static, Type } from "@sinclair/typebox";
import { type Address, saysSomething } from "../../../address.ts";
import { maybe } from "../../../operations/fields.ts";
import { countriesWithPostalCodes, needsPostalCode } from "../../../postal-code-forms.ts";
import { noSuchState, stateCodeOf } from "../../../states.ts";
import { Country, decodeCountry } from "./countries.ts";
import { closed, emptyableText, open, said, text } from "./fields.ts";
import { refuse } from "./request-shape.ts";

/** A postal code in a request, which is checked once the country is known. */
export const PostalCode = emptyableText(32, {
  description: `May be empty, except in ${countriesWithPostalCodes.join(", ")}.`,
});

/** The address fields that every version knows, as a request may send them. */
const addressRequestFields = {
  name: text(256, { description: "Who receives it." }),
  line_one: text(256),
  line_two: Type.Optional(emptyableText(256)),
  city: text(256),
  state: emptyableText(128, {
    description:
      "State or province by its ISO 3166-2 code (`CA`); of the US, Canada and Australia also by its English name.",
  }),
  country: Country,
  postal_code: PostalCode,
};

/** An address in a request, without what came with 2026-04-17 (`company`). */
export const AddressRequest = open(addressRequestFields);

/** The same, inside of fulfillment details: their name stands in for one that is missing. */
export const recipientAddressFields = {
  ...addressRequestFields,
  name: Type.Optional(
    emptyableText(256, { description: "Who receives it; the name of the fulfillment details where absent." }),
  ),
};

const RecipientAddress = open(recipientAddressFields);

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

/**
 * Reads an address: country in either letter case, a state of the US, Canada or Australia by code or by name. Fields that an older version does
 * not know are left out, whatever was sent.
 *
 * @param path the address's JSONPath in the request.
 * @param recipient stands in for a name that is missing.
 */
export function decodeAddress(
  address: Static<typeof RecipientAddress>,
  path: string,
  recipient?: string | undefined,
): Address {
  const name = said(address.name) ?? recipient;
  if (name === undefined || !saysSomething(name))
    refuse("missing", `${path}.name`, "the name of who receives it is required");
  if (!saysSomething(address.line_one)) refuse("missing", `${path}.line_one`, "the street is required");
  if (!saysSomething(address.city)) refuse("missing", `${path}.city`, "the city is required");
  const country = decodeCountry(address.country, `${path}.country`);
  const state = stateCodeOf(country, address.state);
  if (state === undefined) refuse("invalid", `${path}.state`, noSuchState(country));
  if (needsPostalCode(country) && !saysSomething(address.postal_code))
    refuse("missing", `${path}.postal_code`, "the postal code is required");
  return {
    name,
    lineOne: address.line_one,
    lineTwo: address.line_two,
    city: address.city,
    state,
    country,
    postalCode: address.postal_code,
  };
}

/** An address without what came with 2026-04-17 (`company`). */
export function encodeAddress(address: Address): Static<typeof AddressAnswer> {
  return {
    name: address.name,
    line_one: address.lineOne,
    line_two: address.lineTwo,
    city: address.city,
    state: address.state,
    country: address.country,
    postal_code: address.postalCode,
  };
}
