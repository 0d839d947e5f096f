import type { Books } from "./books.ts";
import type { EventLog } from "./events.ts";
import type { FormParameters } from "./form-body.ts";
import type { ShapeOf } from "./parameters.ts";

/** What endpoints work on. */
export interface Account {
  readonly books: Books;
  readonly events: EventLog;
  /** Where buyers find the pages they pay on. Nobody is there, unless a test draws them. */
  readonly pagesAt: string;
  /** Whether refunds stay pending until a test ends them. */
  readonly refundsTakeTime: boolean;
  /** Whether computed taxes have fractions that their currency lacks. Stripe does not say that its own never do. */
  readonly taxesHaveFractions: boolean;
}

/** One method on one path. `:id` in the path is handed to `answer`; empty where there is none. */
export interface Endpoint {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Known to preview versions of the API only. */
  readonly previewOnly?: boolean;
  readonly parameters: ShapeOf;
  /** What stands in place of some of them for versions that are no preview. */
  readonly stableParameters?: ShapeOf;
  /** Gives the object to answer. Throws a StripeProblem for everything else. */
  answer(account: Account, id: string, parameters: FormParameters): object;
}

/** A page of a list, newest first, as Stripe gives it. */
export function page<Item extends { readonly id: string }>(
  url: string,
  newestFirst: readonly Item[],
  parameters: FormParameters,
): object {
  const { starting_after: startingAfter, limit } = parameters;
  const start =
    typeof startingAfter === "string" ? newestFirst.findIndex(({ id }) => id === startingAfter) + 1 : 0;
  const end = start + Number(limit ?? 10);
  return {
    object: "list",
    url,
    has_more: end < newestFirst.length,
    data: newestFirst.slice(start, end),
  };
}
