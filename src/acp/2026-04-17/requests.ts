import { type Static, Type } from "@sinclair/typebox";
import type { FulfillmentDetails } from "../../address.ts";
import type { CompleteCommand, CreateCommand, UpdateCommand } from "../../checkout/command.ts";
import {
  contactRequestFields,
  decodeFulfillmentDetails as decodeEarlierDetails,
} from "../2025-12-12/requests.ts";
import {
  completeExamples,
  completeRequestFields,
  createExamples,
  createRequestFields,
  decodeComplete as decodeEarlierComplete,
  decodeCreate as decodeEarlierCreate,
  decodeUpdate as decodeEarlierUpdate,
  updateExamples,
  updateRequestFields,
} from "../2026-01-30/requests.ts";
import { addressRequestFields } from "../shared/address.ts";
import { list, open, text } from "../shared/fields.ts";
import { requestShape } from "../shared/request.ts";

/** The address may name a company. */
export const FulfillmentDetailsRequest = open({
  ...contactRequestFields,
  address: Type.Optional(open({ ...addressRequestFields, company: Type.Optional(text(256)) })),
});

export function decodeFulfillmentDetails(
  details: Static<typeof FulfillmentDetailsRequest>,
): FulfillmentDetails {
  const { address, ...contact } = decodeEarlierDetails(details);
  return { ...contact, address: address && { ...address, company: details.address?.company } };
}

const OrderNotes = text(5000, { description: "The buyer's wishes, for the merchant to read." });

export const createFields = {
  ...createRequestFields,
  fulfillment_details: Type.Optional(FulfillmentDetailsRequest),
  order_notes: Type.Optional(OrderNotes),
};

const Create = open(createFields);

export function decodeCreate(body: Static<typeof Create>): CreateCommand {
  return {
    ...decodeEarlierCreate(body),
    fulfillmentDetails: body.fulfillment_details && decodeFulfillmentDetails(body.fulfillment_details),
    orderNotes: body.order_notes,
  };
}

export const create = requestShape({ schema: Create, examples: createExamples, decode: decodeCreate });

export const updateFields = {
  ...updateRequestFields,
  fulfillment_details: Type.Optional(FulfillmentDetailsRequest),
  order_notes: Type.Optional(OrderNotes),
};

const Update = open(updateFields);

export function decodeUpdate(body: Static<typeof Update>): UpdateCommand {
  return {
    ...decodeEarlierUpdate(body),
    fulfillmentDetails: body.fulfillment_details && decodeFulfillmentDetails(body.fulfillment_details),
    orderNotes: body.order_notes,
  };
}

export const update = requestShape({ schema: Update, examples: updateExamples, decode: decodeUpdate });

export const completeFields = {
  ...completeRequestFields,
  marketing_consents: Type.Optional(list(open({ channel: text(64), opted_in: Type.Boolean() }), 20)),
  order_notes: Type.Optional(OrderNotes),
};

const Complete = open(completeFields);

export function decodeComplete(body: Static<typeof Complete>): CompleteCommand {
  return {
    ...decodeEarlierComplete(body),
    marketingConsents: body.marketing_consents?.map((consent) => ({
      channel: consent.channel,
      optedIn: consent.opted_in,
    })),
    orderNotes: body.order_notes,
  };
}

export const complete = requestShape({
  schema: Complete,
  examples: completeExamples,
  decode: decodeComplete,
});
