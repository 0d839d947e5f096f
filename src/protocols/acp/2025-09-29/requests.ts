import { Type } from "@sinclair/typebox";
import type {
  CancelCommand,
  CompleteCommand,
  CreateCommand,
  UpdateCommand,
} from "../../../checkout/command.ts";
import { AddressRequest, decodeAddress } from "../words/address.ts";
import { BuyerRequestUntil20260116, decodeBuyerUntil20260116 } from "../words/buyer-until-20260116.ts";
import { demoAddress, demoBuyer, demoItems, demoToken } from "../words/examples.ts";
import { FreeForm, id, open } from "../words/fields.ts";
import { decodeItemsUntil20260116, ItemsRequestUntil20260116 } from "../words/items-until-20260116.ts";
import { PAYMENT_PROVIDER } from "../words/payment-provider.ts";
import { decodePaymentUntil20260116, paymentFieldsUntil20260116 } from "../words/payment-until-20260116.ts";
import { requestShape } from "../words/request-shape.ts";

const ADDRESS = "$.fulfillment_address";

const Create = open({
  items: ItemsRequestUntil20260116,
  buyer: Type.Optional(BuyerRequestUntil20260116),
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
    items: decodeItemsUntil20260116(body.items),
    buyer: body.buyer && decodeBuyerUntil20260116(body.buyer),
    fulfillmentDetails: body.fulfillment_address && {
      address: decodeAddress(body.fulfillment_address, ADDRESS),
    },
    interventions: { supported: [] },
  }),
});

const Update = open({
  items: Type.Optional(ItemsRequestUntil20260116),
  buyer: Type.Optional(BuyerRequestUntil20260116),
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
    items: body.items && decodeItemsUntil20260116(body.items),
    buyer: body.buyer && decodeBuyerUntil20260116(body.buyer),
    fulfillmentDetails: body.fulfillment_address && {
      address: decodeAddress(body.fulfillment_address, ADDRESS),
    },
    selections:
      body.fulfillment_option_id === undefined ? undefined : [{ optionId: body.fulfillment_option_id }],
  }),
});

const Complete = open({
  buyer: Type.Optional(BuyerRequestUntil20260116),
  fulfillment_address: Type.Optional(AddressRequest),
  ...paymentFieldsUntil20260116,
});

/** `POST /checkout_sessions/{id}/complete`. */
export const complete = requestShape({
  schema: Complete,
  examples: {
    "Pay with a delegated token": {
      buyer: demoBuyer,
      payment_data: { token: demoToken, provider: PAYMENT_PROVIDER, billing_address: demoAddress },
    },
  },
  decode: (body): CompleteCommand => ({
    payment: decodePaymentUntil20260116(body),
    buyer: body.buyer && decodeBuyerUntil20260116(body.buyer),
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
