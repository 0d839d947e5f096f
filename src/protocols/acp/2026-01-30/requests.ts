import { Type } from "@sinclair/typebox";
import type { CompleteCommand, CreateCommand, UpdateCommand } from "../../../checkout/command.ts";
import { open } from "../words/fields.ts";
import {
  decodeFulfillmentDetailsUntil20260130,
  FulfillmentDetailsRequestUntil20260130,
} from "../words/fulfillment-details.ts";
import { decodeDestination, fulfillmentGroupsField } from "../words/fulfillment-groups.ts";
import {
  decodeItemSince20260130,
  ItemRequestSince20260130,
  itemsOf,
  itemsRequestFields,
} from "../words/items-since-20260130.ts";
import { requestShape } from "../words/request-shape.ts";
import {
  completeExamplesSince20260130,
  completeFieldsSince20260130,
  createExamplesSince20260130,
  createFieldsSince20260130,
  decodeCompleteSince20260130,
  decodeCreateSince20260130,
  decodeUpdateSince20260130,
  updateExamplesSince20260130,
  updateFieldsSince20260130,
} from "../words/requests-since-20260130.ts";

/** Where the items go, in a create or update request. */
const destinationFields = {
  fulfillment_details: Type.Optional(FulfillmentDetailsRequestUntil20260130),
  fulfillment_groups: fulfillmentGroupsField(FulfillmentDetailsRequestUntil20260130),
};

/** `POST /checkout_sessions`. */
export const create = requestShape({
  schema: open({
    ...itemsRequestFields(ItemRequestSince20260130),
    ...createFieldsSince20260130,
    ...destinationFields,
  }),
  examples: createExamplesSince20260130,
  decode: (body): CreateCommand => ({
    ...decodeCreateSince20260130(body),
    items: itemsOf(body).map(decodeItemSince20260130),
    ...decodeDestination(body, decodeFulfillmentDetailsUntil20260130),
  }),
});

/** `POST /checkout_sessions/{id}`: what is absent stays as it is. */
export const update = requestShape({
  schema: open({
    ...updateFieldsSince20260130,
    ...destinationFields,
  }),
  examples: updateExamplesSince20260130,
  decode: (body): UpdateCommand => ({
    ...decodeUpdateSince20260130(body),
    ...decodeDestination(body, decodeFulfillmentDetailsUntil20260130),
  }),
});

/** `POST /checkout_sessions/{id}/complete`. */
export const complete = requestShape({
  schema: open({
    ...completeFieldsSince20260130,
    fulfillment_details: Type.Optional(FulfillmentDetailsRequestUntil20260130),
  }),
  examples: completeExamplesSince20260130,
  decode: (body): CompleteCommand => ({
    ...decodeCompleteSince20260130(body),
    fulfillmentDetails:
      body.fulfillment_details && decodeFulfillmentDetailsUntil20260130(body.fulfillment_details),
  }),
});
