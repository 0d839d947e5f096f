import { type Static, Type } from "@sinclair/typebox";
import type { CompleteCommand, CreateCommand, UpdateCommand } from "../../../checkout/command.ts";
import { emptyableText, list, open, text } from "./fields.ts";
import {
  decodeFulfillmentDetailsSince20260417,
  FulfillmentDetailsRequestSince20260417,
} from "./fulfillment-details.ts";
import { decodeDestination, fulfillmentGroupsField } from "./fulfillment-groups.ts";
import { requestShape } from "./request-shape.ts";
import {
  completeExamplesSince20260130,
  completeFieldsSince20260130,
  createFieldsSince20260130,
  decodeCompleteSince20260130,
  decodeCreateSince20260130,
  decodeUpdateSince20260130,
  updateExamplesSince20260130,
  updateFieldsSince20260130,
} from "./requests-since-20260130.ts";

/** Where the items go, in a create or update request. */
const destinationFieldsSince20260417 = {
  fulfillment_details: Type.Optional(FulfillmentDetailsRequestSince20260417),
  fulfillment_groups: fulfillmentGroupsField(FulfillmentDetailsRequestSince20260417),
};

const OrderNotes = emptyableText(5000, {
  description: "The buyer's wishes, for the merchant to read. Empty: none, whatever was said before.",
});

/** All of a create request but the items, which may yet carry a suggested price. */
export const createFieldsSince20260417 = {
  ...createFieldsSince20260130,
  ...destinationFieldsSince20260417,
  order_notes: Type.Optional(OrderNotes),
};

const CreateBasicsSince20260417 = open(createFieldsSince20260417);

/** Reads {@link createFieldsSince20260417}. */
export function decodeCreateSince20260417(
  body: Static<typeof CreateBasicsSince20260417>,
): Omit<CreateCommand, "items"> {
  return {
    ...decodeCreateSince20260130(body),
    ...decodeDestination(body, decodeFulfillmentDetailsSince20260417),
    orderNotes: body.order_notes,
  };
}

const UpdateSince20260417 = open({
  ...updateFieldsSince20260130,
  ...destinationFieldsSince20260417,
  order_notes: Type.Optional(OrderNotes),
});

/** `POST /checkout_sessions/{id}`: what is absent stays as it is. */
export const updateSince20260417 = requestShape({
  schema: UpdateSince20260417,
  examples: updateExamplesSince20260130,
  decode: (body): UpdateCommand => ({
    ...decodeUpdateSince20260130(body),
    ...decodeDestination(body, decodeFulfillmentDetailsSince20260417),
    orderNotes: body.order_notes,
  }),
});

const CompleteSince20260417 = open({
  ...completeFieldsSince20260130,
  fulfillment_details: Type.Optional(FulfillmentDetailsRequestSince20260417),
  marketing_consents: Type.Optional(list(open({ channel: text(64), opted_in: Type.Boolean() }), 20)),
  order_notes: Type.Optional(OrderNotes),
});

/** `POST /checkout_sessions/{id}/complete`. */
export const completeSince20260417 = requestShape({
  schema: CompleteSince20260417,
  examples: completeExamplesSince20260130,
  decode: (body): CompleteCommand => ({
    ...decodeCompleteSince20260130(body),
    fulfillmentDetails:
      body.fulfillment_details && decodeFulfillmentDetailsSince20260417(body.fulfillment_details),
    marketingConsents: body.marketing_consents?.map((consent) => ({
      channel: consent.channel,
      optedIn: consent.opted_in,
    })),
    orderNotes: body.order_notes,
  }),
});
