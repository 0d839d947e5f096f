import { type TSchema, Type } from "@sinclair/typebox";
import type { RequestedItem } from "../../../checkout/command.ts";
import { asId, type VariantId } from "../../../ids.ts";
import { id, MAX_ITEMS, MAX_QUANTITY, open } from "./fields.ts";

/** One line of a request that has passed its version's schema. */
export interface SaidLine {
  readonly item: {
    readonly id: string;
    readonly quantity_unit?: { readonly unit: string; readonly scale?: number | undefined } | undefined;
  };
  readonly quantity: number;
}

/** How a version names the items that a checkout or a cart is to hold. */
export interface ItemWords {
  /** A line. */
  readonly schema: TSchema;
  /** @throws ProblemError for a line that its schema lets pass and that cannot be sold so. */
  readonly decode: (line: SaidLine, index: number) => RequestedItem;
}

/** What any line of a request says beside which item it is of. */
export const lineFields = {
  id: Type.Optional(id("The line's id, from an answer.")),
  quantity: Type.Integer({ minimum: 1, maximum: MAX_QUANTITY }),
};

export const itemId = id("The item's id in the product feed.");

/** Items by the piece, without a word for any other unit (2026-04-08, `types/line_item.json`). */
export const itemsByThePiece: ItemWords = {
  schema: open({ ...lineFields, item: open({ id: itemId }) }),
  decode: ({ item, quantity }, index) => ({ id: asId<VariantId>(item.id), quantity, index }),
};

/** A request's lines, at least `least`. */
export function linesOf({ schema }: ItemWords, least: 0 | 1 = 1) {
  return Type.Array(Type.Unsafe<SaidLine>(schema), { minItems: least, maxItems: MAX_ITEMS });
}
