import { type Static, Type } from "@sinclair/typebox";
import type { RequestedSelection } from "../../../checkout/command.ts";
import type { Selection } from "../../../pricing/fulfillment.ts";
import { closed, enumeration, id, list, MAX_ITEMS, open } from "./fields.ts";
import { refuse } from "./request-shape.ts";

const SelectedOptionAnswer = closed({ option_id: Type.String(), item_ids: Type.Array(Type.String()) });

/** A chosen option nested under its type, until 2026-01-16. */
export const SelectionAnswerUntil20260116 = Type.Union([
  closed({ type: enumeration(["shipping"]), shipping: SelectedOptionAnswer }),
  closed({ type: enumeration(["digital"]), digital: SelectedOptionAnswer }),
]);

/** Shows a chosen option with the ids of its lines; pickup and local delivery as shipping. */
export function encodeSelectionUntil20260116(
  selection: Selection,
): Static<typeof SelectionAnswerUntil20260116> {
  const chosen = { option_id: selection.optionId, item_ids: [...selection.lineItemIds] };
  return selection.type === "digital"
    ? { type: "digital", digital: chosen }
    : { type: "shipping", shipping: chosen };
}

const SelectedOptionRequest = open({
  option_id: id("One of the session's `fulfillment_options`."),
  item_ids: list(id("A line item's id, or its item's."), MAX_ITEMS),
});

export const SelectionRequestUntil20260116 = open({
  type: enumeration(["shipping", "digital"]),
  shipping: Type.Optional(SelectedOptionRequest),
  digital: Type.Optional(SelectedOptionRequest),
});

/**
 * The option's own type is looked up by its id, not read from here: this version calls pickup and local delivery
 * shipping too. No ids stand for every line the option can carry.
 */
export function decodeSelectionUntil20260116(
  selection: Static<typeof SelectionRequestUntil20260116>,
  index: number,
): RequestedSelection {
  const chosen = selection[selection.type];
  if (!chosen) {
    const path = `$.selected_fulfillment_options[${index}].${selection.type}`;
    return refuse("missing", path, `a selection of type ${selection.type} needs its option_id and item_ids`);
  }
  return { optionId: chosen.option_id, itemIds: chosen.item_ids.length === 0 ? undefined : chosen.item_ids };
}
