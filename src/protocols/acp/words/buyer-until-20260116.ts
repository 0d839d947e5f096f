import { type Static, Type } from "@sinclair/typebox";
import type { Buyer } from "../../../buyers/buyer.ts";
import { maybe } from "../../../operations/fields.ts";
import { twoNamesOf } from "./buyer-names.ts";
import { closed, Email, emptyableText, open, said } from "./fields.ts";
import { refuse } from "./request-shape.ts";

/** The buyer until 2026-01-16: two names, whatever was sent. */
export const BuyerAnswerUntil20260116 = closed({
  first_name: Type.String(),
  last_name: Type.String(),
  email: Type.String({ format: "email" }),
  phone_number: maybe(Type.String()),
});

/** Shows a buyer, who always has two names here. */
export function encodeBuyerUntil20260116(buyer: Buyer): Static<typeof BuyerAnswerUntil20260116> {
  const { first_name, last_name } = twoNamesOf(buyer);
  return { first_name, last_name, email: buyer.email, phone_number: buyer.phoneNumber };
}

/** `name` instead of the two names, and a missing last name, are common in the field and accepted. */
export const BuyerRequestUntil20260116 = open({
  first_name: Type.Optional(emptyableText(128, { description: "Required unless `name` is sent." })),
  last_name: Type.Optional(emptyableText(128)),
  name: Type.Optional(emptyableText(256, { description: "Full name, instead of first and last name." })),
  email: Email,
  phone_number: Type.Optional(emptyableText(40)),
});

/** Reads a buyer. Refused as `missing` without a first name or a full one. */
export function decodeBuyerUntil20260116(buyer: Static<typeof BuyerRequestUntil20260116>): Buyer {
  const firstName = said(buyer.first_name);
  const fullName = said(buyer.name);
  if (firstName === undefined && fullName === undefined) {
    refuse("missing", "$.buyer.first_name", "the buyer's first_name and last_name are required");
  }
  return {
    email: buyer.email,
    firstName,
    lastName: buyer.last_name,
    fullName,
    phoneNumber: said(buyer.phone_number),
  };
}
