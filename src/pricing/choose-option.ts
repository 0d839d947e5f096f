import type { FulfillmentRefusal, WantedSelection } from "./cart.ts";
import type { FulfillmentOption } from "./fulfillment.ts";

/** The option that stands selected, and what was wanted and is not. */
export interface Choice {
  readonly optionId: string;
  readonly reason?: FulfillmentRefusal | undefined;
}

/**
 * Which of the options stands selected: the one wanted, else the cheapest that comes to the buyer, else the cheapest.
 * One option stands for the whole cart. `undefined` when there are none.
 */
export function chooseOption(
  options: readonly FulfillmentOption[],
  wanted: readonly WantedSelection[],
): Choice | undefined {
  const optionIds = [...new Set(wanted.map((each) => each.optionId))];
  const offered = optionIds.filter((id) => options.some((option) => option.id === id));
  const notOffered = optionIds.find((id) => !offered.includes(id));
  const optionId = offered[0] ?? defaultOption(options)?.id;
  if (optionId === undefined) return undefined;
  if (notOffered !== undefined)
    return { optionId, reason: { kind: "option_not_offered", optionId: notOffered } };
  return offered.length > 1 ? { optionId, reason: { kind: "split_not_offered", optionIds } } : { optionId };
}

/** Nobody is sent to fetch goods unasked while they can be brought. */
function defaultOption(options: readonly FulfillmentOption[]): FulfillmentOption | undefined {
  return cheapest(options.filter(({ type }) => type !== "pickup")) ?? cheapest(options);
}

function cheapest(options: readonly FulfillmentOption[]): FulfillmentOption | undefined {
  const [first, ...others] = options;
  return (
    first &&
    others.reduce((best, option) => (option.amounts.total < best.amounts.total ? option : best), first)
  );
}
