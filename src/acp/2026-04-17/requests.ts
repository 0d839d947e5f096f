import { type Static, Type } from "@sinclair/typebox";
import type { FulfillmentDetails } from "../../address.ts";
import type { CompleteCommand, CreateCommand, UpdateCommand } from "../../checkout/command.ts";
import {
  contactRequestFields,
  decodeFulfillmentDetails as decodeEarlierDetails,
} from "../2025-12-12/requests.ts";
import { decodeDestination, fulfillmentGroupsField } from "../2026-01-30/fulfillment-groups.ts";
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
import { recipientAddressFields } from "../shared/address.ts";
import { emptyableText, list, open, said, text } from "../shared/fields.ts";
import { requestShape } from "../shared/request.ts";

/** The address may name a company. */
const FulfillmentDetailsRequest = open({
  ...contactRequestFields,
  address: Type.Optional(open({ ...recipientAddressFields, company: Type.Optional(emptyableText(256)) })),
});

/** Reads who receives the goods and where, company included. `path` is the details' JSONPath in the request. */
function decodeFulfillmentDetails(
  details: Static<typeof FulfillmentDetailsRequest>,
  path?: string,
): FulfillmentDetails {
  const { address, ...contact } = decodeEarlierDetails(details, path);
  return { ...contact, address: address && { ...address, company: said(details.address?.company) } };
}

/** Where the items go, in a create or update request. */
const destinationFields = {
  fulfillment_details: Type.Optional(FulfillmentDetailsRequest),
  fulfillment_groups: fulfillmentGroupsField(FulfillmentDetailsRequest),
};

const OrderNotes = emptyableText(5000, {
  description: "The buyer's wishes, for the merchant to read. Empty: none, whatever was said before.",
});

/** All of a create request but the items, which may yet carry a suggested price. */
export const createFields = {
  ...createRequestFields,
  ...destinationFields,
  order_notes: Type.Optional(OrderNotes),
};

const CreateBasics = open(createFields);

/** Reads {@link createFields}. */
export function decodeCreate(body: Static<typeof CreateBasics>): Omit<CreateCommand, "items"> {
  return {
    ...decodeEarlierCreate(body),
    ...decodeDestination(body, decodeFulfillmentDetails),
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
  ...destinationFields,
  order_notes: Type.Optional(OrderNotes),
});

/** `POST /checkout_sessions/{id}`: what is absent stays as it is. */
export const update = requestShape({
  schema: Update,
  examples: updateExamples,
  decode: (body): UpdateCommand => ({
    ...decodeEarlierUpdate(body),
    ...decodeDestination(body, decodeFulfillmentDetails),
    orderNotes: body.order_notes,
  }),
});

const Complete = open({
  ...completeRequestFields,
  fulfillment_details: Type.Optional(FulfillmentDetailsRequest),
  marketing_consents: Type.Optional(list(open({ channel: text(64), opted_in: Type.Boolean() }), 20)),
  order_notes: Type.Optional(OrderNotes),
});

/** `POST /checkout_sessions/{id}/complete`. */
export const complete = requestShape({
  schema: Complete,
  examples: completeExamples,
  decode: (body): CompleteCommand => ({
    ...decodeEarlierComplete(body),
    fulfillmentDetails: body.fulfillment_details && decodeFulfillmentDetails(body.fulfillment_details),
    marketingConsents: body.marketing_consents?.map((consent) => ({
      channel: consent.channel,
      optedIn: consent.opted_in,
    })),
    orderNotes: body.order_notes,
  }),
});
