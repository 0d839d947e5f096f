import { type Static, type TObject, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { LineItemReference } from "../orders/order.ts";
import type { OrderWork } from "../orders/order-work.ts";
import { validationProblem } from "../validation-problem.ts";
import { closed, wordsField, writtenAs } from "./fields.ts";

/**
 * How a merchant asks for one kind of work on an order, declared once: the command of this name and the call of the API
 * are made of it.
 */
export interface OrderRequest {
  readonly name: OrderWork["kind"];
  /** What it does, in the imperative. */
  readonly summary: string;
  /** What else is to be known of it, in whole sentences. */
  readonly description: string;
  /** What has to be and may be said. */
  readonly fields: TObject;
  /**
   * What is to be done. A string says to the merchant what is wrong with what they ask.
   *
   * @param said of the fields.
   * @param key of the call, in 32 hexadecimal digits: the same for the same call sent again.
   */
  readonly work: (said: unknown, key?: string) => OrderWork | string;
}

/** Declares an {@link OrderRequest}; its `work` is only asked of what has passed the fields. */
export function orderRequest<Fields extends TObject>(
  declared: Omit<OrderRequest, "fields" | "work"> & {
    readonly fields: Fields;
    readonly work: (said: Static<Fields>, key: string | undefined) => OrderWork | string;
  },
): OrderRequest {
  const { fields, work } = declared;
  return {
    ...declared,
    work: (said, key) => (Value.Check(fields, said) ? work(said, key) : mistakeIn(fields, said)),
  };
}

function mistakeIn(fields: TObject, said: unknown): string {
  const error = Value.Errors(fields, said).First();
  const problem = error && validationProblem(error, said);
  if (problem?.kind !== "invalid" && problem?.kind !== "missing") return "This is not understood.";
  const { place, detail } = problem;
  return `${place.at === "path" ? place.path.replace(/^\$\./, "") : "This"}: ${detail}.`;
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
