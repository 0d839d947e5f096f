import { Type } from "@sinclair/typebox";
import type { CreateCommand, UpdateCommand } from "../../../checkout/command.ts";
import { AffiliateAttributionRequest, decodeAffiliateAttribution } from "./affiliate-attribution.ts";
import { BuyerRequestUntil20260116, decodeBuyerUntil20260116 } from "./buyer-until-20260116.ts";
import { demoAddress, demoBuyer, demoItems, demoToken } from "./examples.ts";
import { list, MAX_ITEMS, open } from "./fields.ts";
import {
  decodeFulfillmentDetailsUntil20260130,
  FulfillmentDetailsRequestUntil20260130,
} from "./fulfillment-details.ts";
import { decodeItemsUntil20260116, ItemsRequestUntil20260116 } from "./items-until-20260116.ts";
import { PAYMENT_PROVIDER } from "./payment-provider.ts";
import { requestShape } from "./request-shape.ts";
import { decodeSelectionUntil20260116, SelectionRequestUntil20260116 } from "./selections-until-20260116.ts";

/** `POST /checkout_sessions`. */
export const createOf20251212 = requestShape({
  schema: open({
    items: ItemsRequestUntil20260116,
    buyer: Type.Optional(BuyerRequestUntil20260116),
    fulfillment_details: Type.Optional(FulfillmentDetailsRequestUntil20260130),
    affiliate_attribution: Type.Optional(AffiliateAttributionRequest),
  }),
  examples: {
    "A shirt, shipped": {
      items: [{ id: demoItems.shirt, quantity: 1 }],
      fulfillment_details: { name: demoAddress.name, email: demoBuyer.email, address: demoAddress },
    },
    "A bag, address to follow": { items: [{ id: demoItems.tote, quantity: 2 }] },
  },
  decode: (body): CreateCommand => ({
    items: decodeItemsUntil20260116(body.items),
    buyer: body.buyer && decodeBuyerUntil20260116(body.buyer),
    fulfillmentDetails:
      body.fulfillment_details && decodeFulfillmentDetailsUntil20260130(body.fulfillment_details),
    affiliateAttribution:
      body.affiliate_attribution && decodeAffiliateAttribution(body.affiliate_attribution),
  }),
});

/** `POST /checkout_sessions/{id}`: what is absent stays as it is. */
export const updateOf20251212 = requestShape({
  schema: open({
    items: Type.Optional(ItemsRequestUntil20260116),
    buyer: Type.Optional(BuyerRequestUntil20260116),
    fulfillment_details: Type.Optional(FulfillmentDetailsRequestUntil20260130),
    selected_fulfillment_options: Type.Optional(list(SelectionRequestUntil20260116, MAX_ITEMS)),
  }),
  examples: {
    "Add buyer and address": {
      buyer: demoBuyer,
      fulfillment_details: { name: demoAddress.name, email: demoBuyer.email, address: demoAddress },
    },
    "Change the quantity": { items: [{ id: demoItems.shirt, quantity: 2 }] },
  },
  decode: (body): UpdateCommand => ({
    items: body.items && decodeItemsUntil20260116(body.items),
    buyer: body.buyer && decodeBuyerUntil20260116(body.buyer),
    fulfillmentDetails:
      body.fulfillment_details && decodeFulfillmentDetailsUntil20260130(body.fulfillment_details),
    selections: body.selected_fulfillment_options?.map(decodeSelectionUntil20260116),
  }),
});

/** Ways to pay, until 2026-01-16. */
export const completeExamplesUntil20260116 = {
  "Pay with a delegated token": {
    buyer: demoBuyer,
    payment_data: { token: demoToken, provider: PAYMENT_PROVIDER, billing_address: demoAddress },
  },
};
