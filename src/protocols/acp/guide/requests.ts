import { type Static, Type } from "@sinclair/typebox";
import type { Address, FulfillmentDetails } from "../../../address.ts";
import type { Buyer } from "../../../buyers/buyer.ts";
import type {
  CompleteCommand,
  CreateCommand,
  RequestedItem,
  UpdateCommand,
} from "../../../checkout/command.ts";
import { asId, type VariantId } from "../../../ids.ts";
import { exampleIdempotencyKey } from "../../documentation.ts";
import { decodeAddress } from "../words/address.ts";
import { Country } from "../words/countries.ts";
import { demoAddress, demoBuyer, demoItems, demoToken } from "../words/examples.ts";
import {
  Email,
  emptyableText,
  id,
  list,
  MAX_ITEMS,
  MAX_QUANTITY,
  open,
  said,
  text,
} from "../words/fields.ts";
import { refuse, requestShape } from "../words/request-shape.ts";

const Item = open({
  product_id: Type.Optional(id("The product. Enough where it has no variants.")),
  variant_id: Type.Optional(id("The variant: the item's id in the product feed.")),
  quantity: Type.Integer({ minimum: 1, maximum: MAX_QUANTITY }),
});

const Items = Type.Array(Item, { minItems: 1, maxItems: MAX_ITEMS });

function decodeItems(items: Static<typeof Items>): RequestedItem[] {
  return items.map(({ variant_id, product_id, quantity }, index) => {
    const itemId = variant_id ?? product_id;
    if (itemId === undefined) refuse("missing", `$.items[${index}].product_id`, "the product_id is required");
    return { id: asId<VariantId>(itemId), quantity, index };
  });
}

/** An address in the guides' words. */
const ShippingAddress = open({
  name: text(256),
  street: text(256),
  street_2: Type.Optional(emptyableText(256)),
  city: text(256),
  state: emptyableText(128),
  zip: emptyableText(32),
  country: Country,
});

function decodeShippingAddress(address: Static<typeof ShippingAddress>): Address {
  const { name, street, street_2, city, state, zip, country } = address;
  return decodeAddress(
    {
      name,
      line_one: street,
      city,
      state,
      country,
      postal_code: zip,
      ...(street_2 && { line_two: street_2 }),
    },
    "$.shipping_address",
  );
}

const BuyerRequest = open({
  email: Email,
  name: Type.Optional(emptyableText(256)),
  phone: Type.Optional(emptyableText(40)),
});

function decodeBuyer({ email, name, phone }: Static<typeof BuyerRequest>): Buyer {
  return { email, fullName: said(name), phoneNumber: said(phone) };
}

const Key = text(255, { description: "A new one for each new request, the same one for each retry of it." });

const wishes = {
  shipping_address: Type.Optional(ShippingAddress),
  buyer: Type.Optional(BuyerRequest),
  discount_codes: Type.Optional(list(text(128), 20)),
};
const Wishes = open(wishes);

function decodeWishes(body: Static<typeof Wishes>): {
  fulfillmentDetails?: FulfillmentDetails | undefined;
  buyer?: Buyer | undefined;
  discountCodes?: readonly string[] | undefined;
} {
  return {
    fulfillmentDetails: body.shipping_address && { address: decodeShippingAddress(body.shipping_address) },
    buyer: body.buyer && decodeBuyer(body.buyer),
    discountCodes: body.discount_codes,
  };
}

const { line_one: street, line_two: street_2, postal_code: zip, ...where } = demoAddress;
const exampleAddress = { ...where, street, street_2, zip };

/** `POST /acp/checkout/create`. */
export const create = requestShape({
  schema: open({ items: Items, ...wishes, idempotency_key: Key }),
  examples: {
    "A shirt, shipped": {
      items: [{ product_id: "linen-shirt", variant_id: demoItems.shirt, quantity: 1 }],
      shipping_address: exampleAddress,
      idempotency_key: exampleIdempotencyKey,
    },
  },
  decode: (body): CreateCommand => ({
    items: decodeItems(body.items),
    ...decodeWishes(body),
    interventions: { supported: [] },
  }),
});

/** `PATCH /acp/checkout/{id}/update`: what is absent stays as it is. */
export const update = requestShape({
  schema: open({
    items: Type.Optional(Items),
    ...wishes,
    shipping_option_id: Type.Optional(id("One of the checkout's `shipping_options`.")),
    idempotency_key: Type.Optional(Key),
  }),
  examples: { "Say where it goes": { shipping_address: exampleAddress } },
  decode: (body): UpdateCommand => ({
    items: body.items && decodeItems(body.items),
    ...decodeWishes(body),
    selections: body.shipping_option_id === undefined ? undefined : [{ optionId: body.shipping_option_id }],
  }),
});

/** `POST /acp/checkout/{id}/complete`. The token goes by two names in the guides. */
export const complete = requestShape({
  schema: open({
    payment_token: Type.Optional(text(512)),
    shared_payment_granted_token: Type.Optional(text(512)),
    buyer: Type.Optional(BuyerRequest),
    shipping_address: Type.Optional(ShippingAddress),
    idempotency_key: Key,
  }),
  examples: {
    "Pay with a delegated token": {
      payment_token: demoToken,
      buyer: { email: demoBuyer.email },
      idempotency_key: exampleIdempotencyKey,
    },
  },
  decode(body): CompleteCommand {
    const token =
      body.payment_token ??
      body.shared_payment_granted_token ??
      refuse("missing", "$.payment_token", "the payment_token is required");
    return {
      payment: { credential: { kind: "shared_payment_token", token } },
      buyer: body.buyer && decodeBuyer(body.buyer),
      fulfillmentDetails: body.shipping_address && { address: decodeShippingAddress(body.shipping_address) },
      canAuthenticate: false,
    };
  },
});
