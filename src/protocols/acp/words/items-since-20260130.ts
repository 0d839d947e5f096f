import { type Static, type TSchema, Type } from "@sinclair/typebox";
import type { RequestedItem } from "../../../checkout/command.ts";
import { asId, type VariantId } from "../../../ids.ts";
import { Amount, id, MAX_ITEMS, MAX_QUANTITY, open } from "./fields.ts";
import { refuse } from "./request-shape.ts";

/**
 * From this version on an item cannot say how many: official examples then put `quantity` beside the id, and agents
 * send `{item: {id}, quantity}`, as answers have it. All three are taken, and one unit is meant where none is said.
 */
export const itemRequestFields = {
  id: Type.Optional(id("The item's id in the product feed. Required unless `item.id` is sent.")),
  item: Type.Optional(open({ id: id("Another place for `id`.") })),
  quantity: Type.Optional(
    Type.Integer({ minimum: 1, maximum: MAX_QUANTITY, description: "How many; one where absent." }),
  ),
  unit_amount: Type.Optional(Amount),
};

/** One item asked for. */
export const ItemRequestSince20260130 = open(itemRequestFields);

/** The list of items, under its own name and the one it had before. */
export function itemsRequestFields<Item extends TSchema>(item: Item) {
  const limits = { minItems: 1, maxItems: MAX_ITEMS };
  return {
    line_items: Type.Optional(Type.Array(item, { ...limits, description: "What is bought." })),
    items: Type.Optional(Type.Array(item, { ...limits, description: "Another name for `line_items`." })),
  };
}

/** The items by either name, which has to be there. */
export function itemsOf<Item>(body: { line_items?: Item[]; items?: Item[] }): Item[] {
  return body.line_items ?? body.items ?? refuse("missing", "$.line_items", "line_items are required");
}

/** Reads an item at its index in the request. Refused as `missing` without an id. */
export function decodeItemSince20260130(
  item: Static<typeof ItemRequestSince20260130>,
  index: number,
): RequestedItem {
  const itemId = item.id ?? item.item?.id;
  if (itemId === undefined) refuse("missing", `$.line_items[${index}].id`, "the item's id is required");
  return {
    id: asId<VariantId>(itemId),
    quantity: item.quantity ?? 1,
    index,
    seenUnitAmount: item.unit_amount,
  };
}
