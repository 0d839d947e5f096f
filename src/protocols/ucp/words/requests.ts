import { type Static, Type } from "@sinclair/typebox";
import type { Buyer } from "../../../buyers/buyer.ts";
import type { CartCommand } from "../../../carts/carts.ts";
import type {
  Clearable,
  CompleteCommand,
  CreateCommand,
  RequestedItem,
  UpdateCommand,
} from "../../../checkout/command.ts";
import { asId, type VariantId } from "../../../ids.ts";
import { emptyableText, id, list, MAX_ITEMS, MAX_QUANTITY, open, said } from "./fields.ts";
import { decodeFulfillment, FulfillmentRequest } from "./fulfillment-request.ts";
import { decodePayment, Payment } from "./payment.ts";
import { requestShape } from "./request-shape.ts";

const LineItem = open({
  id: Type.Optional(id("The line's id, from an answer.")),
  item: open({ id: id("The item's id in the product feed.") }),
  quantity: Type.Integer({ minimum: 1, maximum: MAX_QUANTITY }),
});

const lineItems = Type.Array(LineItem, { minItems: 1, maxItems: MAX_ITEMS });

const BuyerRequest = open({
  first_name: Type.Optional(emptyableText(256)),
  last_name: Type.Optional(emptyableText(256)),
  email: Type.Optional(
    Type.String({ format: "email", minLength: 3, maxLength: 254, examples: ["jane@example.com"] }),
  ),
  phone_number: Type.Optional(emptyableText(64)),
});

const Context = open({
  address_country: Type.Optional(emptyableText(64)),
  address_region: Type.Optional(emptyableText(256)),
  postal_code: Type.Optional(emptyableText(32)),
  language: Type.Optional(emptyableText(64)),
  currency: Type.Optional(emptyableText(16)),
  intent: Type.Optional(emptyableText(4_096)),
});

const checkoutFields = {
  line_items: lineItems,
  buyer: Type.Optional(BuyerRequest),
  context: Type.Optional(Context),
  fulfillment: Type.Optional(FulfillmentRequest),
  discounts: Type.Optional(open({ codes: Type.Optional(list(emptyableText(256), 20)) })),
};

const Checkout = open(checkoutFields);

const examples = {
  "one item": { line_items: [{ item: { id: "linen-shirt-s" }, quantity: 1 }] },
};

/** `POST /checkout-sessions`. */
export const createCheckoutShape = requestShape({
  schema: Checkout,
  examples,
  decode: (body): CreateCommand => ({
    items: body.line_items.map(decodeLineItem),
    buyer: decodeBuyer(body.buyer),
    ...decodeFulfillment(body.fulfillment, body.context?.address_country),
    discountCodes: codesOf(body),
    locale: said(body.context?.language),
  }),
});

/** `PUT /checkout-sessions/{id}`: takes the place of everything that was said before. */
export const replaceCheckoutShape = requestShape({
  schema: Checkout,
  examples,
  decode(body): UpdateCommand {
    const { keepsDestination, ...fulfillment } = decodeFulfillment(
      body.fulfillment,
      body.context?.address_country,
    );
    const clears: readonly Clearable[] = [
      "buyer",
      "selections",
      "discountCodes",
      ...(keepsDestination ? [] : (["fulfillmentDetails"] as const)),
    ];
    return {
      clears,
      items: body.line_items.map(decodeLineItem),
      buyer: decodeBuyer(body.buyer),
      ...fulfillment,
      discountCodes: codesOf(body),
    };
  },
});

/** `POST /checkout-sessions/{id}/complete`. A buyer who has to authenticate is none that this protocol can show how. */
export const completeCheckoutShape = requestShape({
  schema: open({ payment: Payment }),
  examples: {
    "the sandbox": {
      payment: {
        instruments: [
          {
            id: "instrument_1",
            handler_id: "sandbox",
            type: "card",
            selected: true,
            credential: { type: "token", token: "tok_approved" },
          },
        ],
      },
    },
  },
  decode: ({ payment }): CompleteCommand => ({ payment: decodePayment(payment), canAuthenticate: false }),
});

/** `POST /carts` and `PUT /carts/{id}`. */
export const cartShape = requestShape({
  schema: open({
    line_items: lineItems,
    buyer: Type.Optional(BuyerRequest),
    context: Type.Optional(Context),
  }),
  examples,
  decode: (body): CartCommand => ({
    items: body.line_items.map(decodeLineItem),
    buyer: decodeBuyer(body.buyer),
    locale: said(body.context?.language),
  }),
});

function decodeLineItem({ item, quantity }: Static<typeof LineItem>, index: number): RequestedItem {
  return { id: asId<VariantId>(item.id), quantity, index };
}

/** A buyer is known by an e-mail address: what is said of one without is not kept, and the answer asks for it. */
function decodeBuyer(buyer: Static<typeof BuyerRequest> | undefined): Buyer | undefined {
  if (buyer?.email === undefined) return undefined;
  return {
    email: buyer.email,
    firstName: said(buyer.first_name),
    lastName: said(buyer.last_name),
    phoneNumber: said(buyer.phone_number),
  };
}

function codesOf({ discounts }: Static<typeof Checkout>): readonly string[] {
  return (discounts?.codes ?? []).filter((code) => code !== "");
}
