import { type Static, Type } from "@sinclair/typebox";
import type { FulfillmentDetails } from "../../../address.ts";
import { maybe } from "../../../operations/fields.ts";
import { AddressAnswer, decodeAddress, encodeAddress, recipientAddressFields } from "./address.ts";
import { closed, Email, emptyableText, open, said } from "./fields.ts";

/** Who receives the goods and where, until 2026-01-30. */
export const FulfillmentDetailsAnswerUntil20260130 = closed({
  name: maybe(Type.String()),
  phone_number: maybe(Type.String()),
  email: maybe(Type.String({ format: "email" })),
  address: maybe(AddressAnswer),
});

/** Shows who receives the goods and where. */
export function encodeFulfillmentDetailsUntil20260130(
  details: FulfillmentDetails,
): Static<typeof FulfillmentDetailsAnswerUntil20260130> {
  return {
    name: details.name,
    phone_number: details.phoneNumber,
    email: details.email,
    address: details.address && encodeAddress(details.address),
  };
}

/** Everything of the fulfillment details but the address, which later versions extend. */
const contactRequestFields = {
  name: Type.Optional(emptyableText(256)),
  phone_number: Type.Optional(emptyableText(40)),
  email: Type.Optional(Email),
};

/** Who receives the goods and where, until 2026-01-30. */
export const FulfillmentDetailsRequestUntil20260130 = open({
  ...contactRequestFields,
  address: Type.Optional(open(recipientAddressFields)),
});

/** Reads who receives the goods and where; the address is checked. `path` is the details' JSONPath in the request. */
export function decodeFulfillmentDetailsUntil20260130(
  details: Static<typeof FulfillmentDetailsRequestUntil20260130>,
  path = "$.fulfillment_details",
): FulfillmentDetails {
  const name = said(details.name);
  return {
    name,
    phoneNumber: said(details.phone_number),
    email: details.email,
    address: details.address && decodeAddress(details.address, `${path}.address`, name),
  };
}

/** The address may name a company. */
export const FulfillmentDetailsRequestSince20260417 = open({
  ...contactRequestFields,
  address: Type.Optional(open({ ...recipientAddressFields, company: Type.Optional(emptyableText(256)) })),
});

/** Reads who receives the goods and where, company included. `path` is the details' JSONPath in the request. */
export function decodeFulfillmentDetailsSince20260417(
  details: Static<typeof FulfillmentDetailsRequestSince20260417>,
  path?: string,
): FulfillmentDetails {
  const { address, ...contact } = decodeFulfillmentDetailsUntil20260130(details, path);
  return { ...contact, address: address && { ...address, company: said(details.address?.company) } };
}
