import { Type } from "@sinclair/typebox";
import { ProblemError } from "../../../problem.ts";
import { open, text } from "./fields.ts";
import { type ItemWords, itemId, itemsByThePiece, lineFields } from "./requested-items.ts";

/** UN/CEFACT Recommendation 20's code for one piece. */
const PIECE = "C62";

/**
 * Items by the piece, whatever unit a request asserts (2026-08-25, `types/quantity_unit.json`): where that is another
 * one, the line is refused by name and nothing is changed, for no quantity is ever read as one of another unit.
 */
export const itemsInAssertedUnits: ItemWords = {
  schema: open({
    ...lineFields,
    item: open({
      id: itemId,
      quantity_unit: Type.Optional(
        open(
          { unit: text(64), scale: Type.Optional(Type.Integer({ minimum: 0, maximum: 15 })) },
          { description: `What the quantity is believed to count; everything here is sold by ${PIECE}.` },
        ),
      ),
    }),
  }),
  decode(line, index) {
    const { id, quantity_unit: asserted } = line.item;
    if (asserted && (asserted.unit !== PIECE || (asserted.scale ?? 0) !== 0))
      throw new ProblemError({
        kind: "unsupported",
        place: { at: "line_item", index, field: "quantity" },
        detail: `“${id}” is sold by the piece (${PIECE}); say how many of them`,
      });
    return itemsByThePiece.decode(line, index);
  },
};
