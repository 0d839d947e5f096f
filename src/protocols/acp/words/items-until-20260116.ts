import { type Static, Type } from "@sinclair/typebox";
import type { RequestedItem } from "../../../checkout/command.ts";
import { asId, type VariantId } from "../../../ids.ts";
import { id, MAX_ITEMS, MAX_QUANTITY, open } from "./fields.ts";

/** The official schema allows fractions of a unit; we sell whole ones. */
const ItemRequestUntil20260116 = open({
  id: id("The item's id in the product feed."),
  quantity: Type.Integer({ minimum: 1, maximum: MAX_QUANTITY }),
});

/** What is bought, until 2026-01-16. */
export const ItemsRequestUntil20260116 = Type.Array(ItemRequestUntil20260116, {
  minItems: 1,
  maxItems: MAX_ITEMS,
});

/** Reads the items, each with its place in the request. */
export function decodeItemsUntil20260116(items: Static<typeof ItemsRequestUntil20260116>): RequestedItem[] {
  return items.map((item, index) => ({ id: asId<VariantId>(item.id), quantity: item.quantity, index }));
}
