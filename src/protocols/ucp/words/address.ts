import { type Static, Type } from "@sinclair/typebox";
import type { Address } from "../../../address.ts";
import { isCountry } from "../../../countries.ts";
import { maybe } from "../../../operations/fields.ts";
import { countriesWithPostalCodes } from "../../../postal-code-forms.ts";
import { noSuchState, stateCodeOf } from "../../../states.ts";
import { emptyableText, open, said } from "./fields.ts";
import { refuse } from "./request-shape.ts";

/** The words of schema.org that UCP has for addresses. */
export const addressFields = {
  first_name: Type.Optional(emptyableText(256)),
  last_name: Type.Optional(emptyableText(256)),
  phone_number: Type.Optional(emptyableText(64)),
  street_address: Type.Optional(emptyableText(512)),
  extended_address: Type.Optional(emptyableText(256)),
  address_locality: Type.Optional(emptyableText(256)),
  address_region: Type.Optional(emptyableText(256)),
  address_country: Type.Optional(emptyableText(64, { description: "ISO 3166-1 alpha-2.", examples: ["US"] })),
  postal_code: Type.Optional(
    emptyableText(32, {
      description: `Without one nothing that is sent to ${countriesWithPostalCodes.join(", ")} can be paid for.`,
    }),
  ),
};

export const PostalAddress = open(addressFields);

/** An address in an answer. */
export const PostalAddressAnswer = open({
  first_name: maybe(Type.String()),
  last_name: maybe(Type.String()),
  phone_number: maybe(Type.String()),
  street_address: maybe(Type.String()),
  extended_address: maybe(Type.String()),
  address_locality: maybe(Type.String()),
  address_region: maybe(Type.String()),
  address_country: maybe(Type.String()),
  postal_code: maybe(Type.String()),
});

/**
 * Reads an address, a state of the US, Canada or Australia by code or by name. What of it is not known yet is empty: it
 * then tells taxes and ways of delivery, and cannot be delivered to.
 *
 * @param country where the address itself says none. @throws ProblemError without one, or with one that is none.
 */
export function decodeAddress(
  address: Static<typeof PostalAddress>,
  path: string,
  country: string | undefined,
): Address {
  const named = (said(address.address_country) ?? country)?.toUpperCase();
  if (named === undefined) refuse("missing", `${path}.address_country`, "the country is required");
  if (!isCountry(named))
    refuse("invalid", `${path}.address_country`, "expected a country's two letters, such as US");
  const region = address.address_region?.trim() ?? "";
  const state = region === "" ? "" : stateCodeOf(named, region);
  if (state === undefined) refuse("invalid", `${path}.address_region`, noSuchState(named));
  const name = [address.first_name, address.last_name].filter(Boolean).join(" ");
  return {
    name,
    lastName: name === "" ? undefined : (address.last_name ?? ""),
    lineOne: address.street_address ?? "",
    lineTwo: said(address.extended_address),
    city: address.address_locality ?? "",
    state,
    country: named,
    postalCode: address.postal_code ?? "",
  };
}

/** Shows an address. Of a name that came as one text, the last word is taken for the last name. */
export function encodeAddress(
  address: Address,
  phoneNumber?: string | undefined,
): Static<typeof PostalAddressAnswer> {
  const { first, last } = namesOf(address);
  return {
    first_name: said(first),
    last_name: said(last),
    phone_number: phoneNumber,
    street_address: said(address.lineOne),
    extended_address: said(address.lineTwo),
    address_locality: said(address.city),
    address_region: said(address.state),
    address_country: address.country,
    postal_code: said(address.postalCode),
  };
}

function namesOf({ name, lastName }: Address): { first: string; last: string } {
  const last = lastName ?? / (\S+)$/.exec(name)?.[1] ?? "";
  return { first: name.slice(0, name.length - last.length).replace(/ $/, ""), last };
}
