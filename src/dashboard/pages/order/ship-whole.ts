import type { Order } from "../../../orders/order.ts";
import { unfulfilled } from "../../../orders/units.ts";
import type { AdminServices } from "../../services.ts";
import type { SentForm } from "../page-frame.ts";
import { confirmationOf } from "./confirm-question.ts";
import { shipAction } from "./goods-actions.ts";
import { runAction } from "./run-action.ts";

/** The units of an order that can be shipped now, as the form of its page would send them; empty where there are none. */
export function shippableUnits({ status, lineItems }: Order): URLSearchParams {
  const isWorkedOn = status !== "manual_review" && status !== "canceled";
  const lines = isWorkedOn ? lineItems.filter((line) => line.requiresShipping && unfulfilled(line) > 0) : [];
  return new URLSearchParams(
    Object.fromEntries(lines.map((line) => [`quantity.${line.id}`, String(unfulfilled(line))])),
  );
}

/**
 * Ships all of an order that can be shipped, as its page does, once for a form. Gives why nothing was done; `undefined` when it was.
 *
 * @param sent the form that several orders were chosen in.
 */
export async function shipWhole(
  services: AdminServices,
  order: Order,
  sent: Pick<SentForm, "formKey" | "actor">,
): Promise<string | undefined> {
  const form = shippableUnits(order);
  const question = shipAction.ask(order, form);
  if (typeof question === "string") return question;
  form.set("confirmed", confirmationOf(question));
  const key = new Bun.CryptoHasher("sha256")
    .update(`${sent.formKey} ${order.number}`)
    .digest("hex")
    .slice(0, 32);
  return runAction(services, shipAction, order, { form, formKey: key, actor: sent.actor });
}
