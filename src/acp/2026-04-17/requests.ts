import { type Static, Type } from "@sinclair/typebox";
import type { FulfillmentDetails } from "../../address.ts";
import type { CompleteCommand, CreateCommand, UpdateCommand } from "../../checkout/command.ts";
import {
  contactRequestFields,
  decodeFulfillmentDetails as decodeEarlierDetails,
} from "../2025-12-12/requests.ts";
import { decodeItem, itemRequestFields, itemsOf, itemsRequestFields } from "../2026-01-30/items.ts";
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

/** Reads who receives the goods and where, company included. */
export function decodeFulfillmentDetails(
  details: Static<typeof FulfillmentDetailsRequest>,
): FulfillmentDetails {
  const { address, ...contact } = decodeEarlierDetails(details);
  return { ...contact, address: address && { ...address, company: details.address?.company } };
}

const OrderNotes = text(5000, { description: "The buyer's wishes, for the merchant to read." });

/** All of a create request but the items, which may yet carry a suggested price. */
export const createFields = {
  ...createRequestFields,
  fulfillment_details: Type.Optional(FulfillmentDetailsRequest),
  order_notes: Type.Optional(OrderNotes),
};

const CreateBasics = open(createFields);

/** Reads {@link createFields}. */
export function decodeCreate(body: Static<typeof CreateBasics>): Omit<CreateCommand, "items"> {
  return {
    ...decodeEarlierCreate(body),
    fulfillmentDetails: body.fulfillment_details && decodeFulfillmentDetails(body.fulfillment_details),
    orderNotes: body.order_notes,
  };
}

/** `POST /checkout_sessions`. */
export const create = requestShape({
  schema: open({ ...itemsRequestFields(open(itemRequestFields)), ...createFields }),
  examples: createExamples,
  decode: (body): CreateCommand => ({ ...decodeCreate(body), items: itemsOf(body).map(decodeItem) }),
});

const Update = open({
  ...updateRequestFields,
  fulfillment_details: Type.Optional(FulfillmentDetailsRequest),
  order_notes: Type.Optional(OrderNotes),
});

/** `POST /checkout_sessions/{id}`: what is absent stays as it is. */
export const update = requestShape({
  schema: Update,
  examples: updateExamples,
  decode: (body): UpdateCommand => ({
    ...decodeEarlierUpdate(body),
    fulfillmentDetails: body.fulfillment_details && decodeFulfillmentDetails(body.fulfillment_details),
    orderNotes: body.order_notes,
  }),
});

/** A complete request, from 2026-04-17 on. */
export const completeFields = {
  ...completeRequestFields,
  marketing_consents: Type.Optional(list(open({ channel: text(64), opted_in: Type.Boolean() }), 20)),
  order_notes: Type.Optional(OrderNotes),
};

const Complete = open(completeFields);

/** Reads {@link completeFields}. */
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

/** `POST /checkout_sessions/{id}/complete`. */
export const complete = requestShape({
  schema: Complete,
  examples: completeExamples,
  decode: decodeComplete,
});
