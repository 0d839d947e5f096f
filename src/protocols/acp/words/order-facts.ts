import { type Static, Type } from "@sinclair/typebox";
import { toRfc3339 } from "../../../clock.ts";
import { maybe } from "../../../operations/fields.ts";
import type { Order } from "../../../orders/order.ts";
import type { Shop } from "../../../shop.ts";
import { closed, DateTime, Url } from "./fields.ts";

/** How the buyer reaches the shop. */
export const SupportAnswer = closed({
  email: maybe(Type.String({ format: "email" })),
  phone: maybe(Type.String()),
  hours: maybe(Type.String()),
  help_center_url: maybe(Url),
});

/** Shows how the buyer reaches the shop. */
export function encodeSupport({ support }: Shop): Static<typeof SupportAnswer> {
  return {
    email: support.email,
    phone: support.phone,
    hours: support.hours,
    help_center_url: support.helpCenterUrl,
  };
}

/** When the goods should arrive. */
export const EstimatedDeliveryAnswer = closed({ earliest: DateTime, latest: DateTime });

/** Shows when the goods should arrive, where that is known. */
export function encodeEstimatedDelivery(
  estimate: Order["estimatedDelivery"],
): Static<typeof EstimatedDeliveryAnswer> | undefined {
  return estimate && { earliest: toRfc3339(estimate.earliest), latest: toRfc3339(estimate.latest) };
}
