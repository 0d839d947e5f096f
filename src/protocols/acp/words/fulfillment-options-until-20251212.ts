import { type Static, Type } from "@sinclair/typebox";
import type { Instant } from "../../../clock.ts";
import { dateTime, maybe } from "../../../operations/fields.ts";
import type { FulfillmentOption, Selection } from "../../../pricing/fulfillment.ts";
import { Amount, closed, DateTime, enumeration } from "./fields.ts";

const optionFields = {
  id: Type.String(),
  title: Type.String(),
  subtitle: maybe(Type.String()),
  subtotal: Amount,
  tax: Amount,
  total: Amount,
};

/** What an option costs, until 2025-12-12 as three amounts. */
export const FulfillmentOptionAnswerUntil20251212 = Type.Union([
  closed({
    type: enumeration(["shipping"]),
    ...optionFields,
    carrier: maybe(Type.String()),
    earliest_delivery_time: maybe(DateTime),
    latest_delivery_time: maybe(DateTime),
  }),
  closed({ type: enumeration(["digital"]), ...optionFields }),
]);

/** Shows an option with its three amounts, in minor units. */
export function encodeOptionUntil20251212(
  option: FulfillmentOption,
): Static<typeof FulfillmentOptionAnswerUntil20251212> {
  const { id, description: subtitle } = option;
  const { subtotal, tax, total } = option.amounts;
  if (option.type === "digital") {
    return { type: "digital", id, title: option.title, subtitle, subtotal, tax, total };
  }
  const shipping = asShipping(option);
  return {
    type: "shipping",
    id,
    title: shipping.title,
    subtitle,
    carrier: shipping.carrier,
    earliest_delivery_time: dateTime(shipping.earliest),
    latest_delivery_time: dateTime(shipping.latest),
    subtotal,
    tax,
    total,
  };
}

/**
 * Options that need hands and wheels, as the versions before 2026-01-30 can show them: all as shipping, with a title
 * that says what a buyer must know.
 */
export function asShipping(option: Exclude<FulfillmentOption, { type: "digital" }>): {
  readonly title: string;
  readonly carrier?: string | undefined;
  readonly earliest?: Instant | undefined;
  readonly latest?: Instant | undefined;
} {
  switch (option.type) {
    case "shipping":
      return option;
    case "pickup":
      return {
        title: `${option.title} (pickup at ${option.location.name})`,
        earliest: option.readyBy,
        latest: option.pickupBy,
      };
    case "local_delivery":
      return {
        title: `${option.title} (local delivery)`,
        earliest: option.window?.start,
        latest: option.window?.end,
      };
  }
}

/** One id stands for the whole selection: of a mixed one, the id of what has to travel. */
export function selectedOptionId(selections: readonly Selection[]): string | undefined {
  return (selections.find((selection) => selection.type !== "digital") ?? selections[0])?.optionId;
}
