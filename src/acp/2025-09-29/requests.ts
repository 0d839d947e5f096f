import { type Static, Type } from "@sinclair/typebox";
import type { Buyer } from "../../buyers/buyer.ts";
import type {
  CancelCommand,
  CompleteCommand,
  CreateCommand,
  PaymentInstruction,
  RequestedItem,
  UpdateCommand,
} from "../../checkout/command.ts";
import { asId, type VariantId } from "../../ids.ts";
import { demoAddress, demoBuyer, demoItems, demoToken } from "../examples.ts";
import { AddressRequest, decodeAddress } from "../shared/address.ts";
import {
  Email,
  emptyableText,
  enumeration,
  FreeForm,
  id,
  MAX_ITEMS,
  MAX_QUANTITY,
  open,
  said,
  text,
} from "../shared/fields.ts";
import { refuse, requestShape } from "../shared/request.ts";

/** The official schema allows fractions of a unit; we sell whole ones. */
export const ItemRequest = open({
  id: id("The item's id in the product feed."),
  quantity: Type.Integer({ minimum: 1, maximum: MAX_QUANTITY }),
});

/** What is bought, until 2026-01-16. */
export const ItemsRequest = Type.Array(ItemRequest, { minItems: 1, maxItems: MAX_ITEMS });

/** Reads the items, each with its place in the request. */
export function decodeItems(items: Static<typeof ItemsRequest>): RequestedItem[] {
  return items.map((item, index) => ({ id: asId<VariantId>(item.id), quantity: item.quantity, index }));
}

/** `name` instead of the two names, and a missing last name, are common in the field and accepted. */
export const BuyerRequest = open({
  first_name: Type.Optional(emptyableText(128, { description: "Required unless `name` is sent." })),
  last_name: Type.Optional(emptyableText(128)),
  name: Type.Optional(emptyableText(256, { description: "Full name, instead of first and last name." })),
  email: Email,
  phone_number: Type.Optional(emptyableText(40)),
});

/** Reads a buyer. Refused as `missing` without a first name or a full one. */
export function decodeBuyer(buyer: Static<typeof BuyerRequest>): Buyer {
  const firstName = said(buyer.first_name);
  const fullName = said(buyer.name);
  if (firstName === undefined && fullName === undefined) {
    refuse("missing", "$.buyer.first_name", "the buyer's first_name and last_name are required");
  }
  return {
    email: buyer.email,
    first_name: firstName,
    last_name: buyer.last_name,
    full_name: fullName,
    phone_number: said(buyer.phone_number),
  };
}

const tokenDescription =
  "The delegated payment token. Required unless `shared_payment_granted_token` is sent.";

/** Paying with a delegated token, as until 2026-01-16. `shared_payment_granted_token` is a guide's name for the token. */
export const paymentRequestFields = {
  payment_data: Type.Optional(
    open({
      token: Type.Optional(text(512, { description: tokenDescription })),
      provider: enumeration(["stripe"]),
      billing_address: Type.Optional(AddressRequest),
    }),
  ),
  shared_payment_granted_token: Type.Optional(
    text(512, { description: "Another name for `payment_data.token`." }),
  ),
};

const PaymentRequest = open(paymentRequestFields);

/** Reads the token by either name, and the card's billing address. Refused as `missing` without a token. */
export function decodePayment(body: Static<typeof PaymentRequest>): PaymentInstruction {
  const { payment_data: payment, shared_payment_granted_token: alias } = body;
  const token = payment?.token ?? alias;
  if (token === undefined) {
    refuse(
      "missing",
      payment ? "$.payment_data.token" : "$.payment_data",
      "payment_data with a delegated token and its provider is required",
    );
  }
  return {
    token,
    billingAddress:
      payment?.billing_address && decodeAddress(payment.billing_address, "$.payment_data.billing_address"),
  };
}

const ADDRESS = "$.fulfillment_address";

const Create = open({
  items: ItemsRequest,
  buyer: Type.Optional(BuyerRequest),
  fulfillment_address: Type.Optional(AddressRequest),
});

/** `POST /checkout_sessions`. */
export const create = requestShape({
  schema: Create,
  examples: {
    "A shirt, shipped": {
      items: [{ id: demoItems.shirt, quantity: 1 }],
      fulfillment_address: demoAddress,
    },
    "A bag, address to follow": { items: [{ id: demoItems.tote, quantity: 2 }] },
  },
  decode: (body): CreateCommand => ({
    items: decodeItems(body.items),
    buyer: body.buyer && decodeBuyer(body.buyer),
    fulfillmentDetails: body.fulfillment_address && {
      address: decodeAddress(body.fulfillment_address, ADDRESS),
    },
    interventions: { supported: [] },
  }),
});

const Update = open({
  items: Type.Optional(ItemsRequest),
  buyer: Type.Optional(BuyerRequest),
  fulfillment_address: Type.Optional(AddressRequest),
  fulfillment_option_id: Type.Optional(id("One of the session's `fulfillment_options`.")),
});

/** `POST /checkout_sessions/{id}`: what is absent stays as it is. */
export const update = requestShape({
  schema: Update,
  examples: {
    "Add buyer and address": { buyer: demoBuyer, fulfillment_address: demoAddress },
    "Change the quantity": { items: [{ id: demoItems.shirt, quantity: 2 }] },
  },
  decode: (body): UpdateCommand => ({
    items: body.items && decodeItems(body.items),
    buyer: body.buyer && decodeBuyer(body.buyer),
    fulfillmentDetails: body.fulfillment_address && {
      address: decodeAddress(body.fulfillment_address, ADDRESS),
    },
    selections:
      body.fulfillment_option_id === undefined ? undefined : [{ optionId: body.fulfillment_option_id }],
  }),
});

const Complete = open({
  buyer: Type.Optional(BuyerRequest),
  fulfillment_address: Type.Optional(AddressRequest),
  ...paymentRequestFields,
});

/** `POST /checkout_sessions/{id}/complete`. */
export const complete = requestShape({
  schema: Complete,
  examples: {
    "Pay with a delegated token": {
      buyer: demoBuyer,
      payment_data: { token: demoToken, provider: "stripe", billing_address: demoAddress },
    },
  },
  decode: (body): CompleteCommand => ({
    payment: decodePayment(body),
    buyer: body.buyer && decodeBuyer(body.buyer),
    fulfillmentDetails: body.fulfillment_address && {
      address: decodeAddress(body.fulfillment_address, ADDRESS),
    },
    canAuthenticate: false,
  }),
});

/** This version's cancel has no body; one that is sent all the same is ignored. */
export const cancel = requestShape({
  schema: FreeForm,
  examples: { "No body is needed": {} },
  decode: (): CancelCommand => ({}),
});
