import { type Static, type TObject, Type } from "@sinclair/typebox";
import type { LineItemReference } from "../orders/order.ts";
import type { OrderWork } from "../orders/order-work.ts";
import { closed, wordsField, writtenAs } from "./fields.ts";
import { type DeclaredRequest, type MerchantRequest, merchantRequest } from "./merchant-request.ts";

/** How a merchant asks for one kind of work on an order. Its name is the command's, and the last part of the call's path. */
export type OrderRequest = MerchantRequest<OrderWork>;

/** Declares an {@link OrderRequest}. */
export function orderRequest<Fields extends TObject>(
  declared: DeclaredRequest<Fields, OrderWork>,
): OrderRequest {
  return merchantRequest(declared);
}

/** Units of a line. */
export const LineItemUnits = closed({
  id: Type.String({ maxLength: 100, description: "The line's id." }),
  quantity: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
});

/** Units of lines; all that are left where it is not said. */
export const Units = Type.Optional(
  writtenAs(
    "units",
    "Which items, and how many of each; all that are left where it is not said.",
    Type.Array(LineItemUnits, {
      maxItems: 1000,
      description: "Which units; all that are left, when absent.",
    }),
  ),
);

/** What buyer and agent read of it. */
export const DescriptionField = Type.Optional(wordsField("For the buyer."));
/** A code of the merchant's own. */
export const ReasonField = Type.Optional(wordsField("A code of your own for why, such as defective."));

/** Reads units of lines. The order says whether it has such lines. */
export function readUnits(
  units: readonly Static<typeof LineItemUnits>[] | undefined,
): readonly LineItemReference[] | undefined {
  return units?.map(({ id, quantity }) => ({ id: id as LineItemReference["id"], quantity }));
}
