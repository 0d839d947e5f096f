import { type Static, Type } from "@sinclair/typebox";
import type { RequestedSelection } from "../../../checkout/command.ts";
import { toRfc3339 } from "../../../clock.ts";
import { dateTime, maybe } from "../../../operations/fields.ts";
import type { FulfillmentOption, Selection } from "../../../pricing/fulfillment.ts";
import { AddressAnswer, encodeAddress } from "./address.ts";
import { closed, DateTime, enumeration, id, list, MAX_ITEMS, open } from "./fields.ts";
import { encodeOptionTotals, TotalAnswerOf20260130 } from "./totals.ts";

const optionFields = {
  id: Type.String(),
  title: Type.String(),
  description: maybe(Type.String()),
  totals: Type.Array(TotalAnswerOf20260130),
};

/** Every way the goods can reach the buyer, from 2026-01-30 on. */
export const FulfillmentOptionAnswerSince20260130 = Type.Union([
  closed({
    type: enumeration(["shipping"]),
    ...optionFields,
    carrier: maybe(Type.String()),
    earliest_delivery_time: maybe(DateTime),
    latest_delivery_time: maybe(DateTime),
  }),
  closed({ type: enumeration(["digital"]), ...optionFields }),
  closed({
    type: enumeration(["pickup"]),
    ...optionFields,
    location: closed({
      name: Type.String(),
      address: AddressAnswer,
      phone: maybe(Type.String()),
      instructions: maybe(Type.String()),
    }),
    pickup_type: maybe(enumeration(["in_store", "curbside", "locker"])),
    ready_by: maybe(DateTime),
    pickup_by: maybe(DateTime),
  }),
  closed({
    type: enumeration(["local_delivery"]),
    ...optionFields,
    delivery_window: maybe(closed({ start: DateTime, end: DateTime })),
    service_area: maybe(closed({ center_postal_code: Type.String() })),
  }),
]);

/** Shows an option with its amounts as totals. */
export function encodeOptionSince20260130(
  option: FulfillmentOption,
): Static<typeof FulfillmentOptionAnswerSince20260130> {
  const { id, title, description } = option;
  const totals = encodeOptionTotals(option.amounts);
  switch (option.type) {
    case "shipping":
      return {
        type: "shipping",
        id,
        title,
        description,
        carrier: option.carrier,
        earliest_delivery_time: dateTime(option.earliest),
        latest_delivery_time: dateTime(option.latest),
        totals,
      };
    case "digital":
      return { type: "digital", id, title, description, totals };
    case "pickup":
      return {
        type: "pickup",
        id,
        title,
        description,
        location: {
          name: option.location.name,
          address: encodeAddress(option.location.address),
          phone: option.location.phone,
          instructions: option.location.instructions,
        },
        pickup_type: option.pickupType,
        ready_by: dateTime(option.readyBy),
        pickup_by: dateTime(option.pickupBy),
        totals,
      };
    case "local_delivery":
      return {
        type: "local_delivery",
        id,
        title,
        description,
        delivery_window: option.window && {
          start: toRfc3339(option.window.start),
          end: toRfc3339(option.window.end),
        },
        service_area: option.serviceArea && { center_postal_code: option.serviceArea.centerPostalCode },
        totals,
      };
  }
}

/** A chosen option, flat from 2026-01-30 on. */
export const SelectionAnswerSince20260130 = closed({
  type: enumeration(["shipping", "digital", "pickup", "local_delivery"]),
  option_id: Type.String(),
  item_ids: Type.Array(Type.String()),
});

/** Shows a chosen option with the ids of its lines. */
export function encodeSelectionSince20260130(
  selection: Selection,
): Static<typeof SelectionAnswerSince20260130> {
  return {
    type: selection.type,
    option_id: selection.optionId,
    item_ids: [...selection.lineItemIds],
  };
}

/** An option the agent chooses. */
export const SelectionRequestSince20260130 = open({
  type: enumeration(["shipping", "digital", "pickup", "local_delivery"]),
  option_id: id("One of the session's `fulfillment_options`."),
  item_ids: list(id("A line item's id, or its item's."), MAX_ITEMS),
});

/** Reads a choice. No ids stand for every line the option can carry. */
export function decodeSelectionSince20260130(
  selection: Static<typeof SelectionRequestSince20260130>,
): RequestedSelection {
  return {
    type: selection.type,
    optionId: selection.option_id,
    itemIds: selection.item_ids.length === 0 ? undefined : selection.item_ids,
  };
}
