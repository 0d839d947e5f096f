import type { Answer } from "../../../idempotency/answer.ts";
import type { Order } from "../../../orders/order.ts";
import { explainRefusal } from "../../../orders/refusal.ts";
import { ProblemError } from "../../../problem.ts";
import { answerOnce } from "../../answer-once.ts";
import type { AdminServices } from "../../services.ts";
import { confirmationOf } from "./confirm-view.ts";
import type { OrderAction } from "./order-action.ts";

/** What came of a form, as it is kept: nothing but that its work was done. */
const done: Answer = { status: 200, body: "" };

/** What came of a form that did nothing: the merchant is told why, and may send it again. */
function tried(reason: string): Answer {
  return { status: 409, body: reason, passing: true };
}

/**
 * Does what a form asks for, once: a button pressed twice, or a page sent again from the browser's history, does its
 * work once. Gives why nothing was done; `undefined` when it was.
 *
 * @param key names the form, so that the same one sent again is known.
 */
export async function runAction(
  services: AdminServices,
  action: OrderAction,
  order: Order,
  form: URLSearchParams,
  key: string,
): Promise<string | undefined> {
  const call = { operation: `dashboard ${action.name}`, subject: order.id, key, body: [...form] };
  try {
    const { status, body } = await answerOnce(services, call, async (keep) => {
      const changed = await changedSinceAsked(action, order, form);
      const outcome = changed ?? (await action.work(order, form, (stores) => keep(stores, done)));
      if (typeof outcome === "string") return tried(outcome);
      return outcome.ok ? done : tried(explainRefusal(outcome.refusal, services.shop.currency));
    });
    return status === done.status ? undefined : body;
  } catch (error) {
    const kind = error instanceof ProblemError ? error.problem.kind : undefined;
    if (kind !== "idempotency_conflict" && kind !== "idempotency_in_flight") throw error;
    return "This form has been sent before. See below what came of it, and whether more is to be done.";
  }
}

/** Why nothing is done where a form would no longer do what was confirmed. */
async function changedSinceAsked(
  { ask }: OrderAction,
  order: Order,
  form: URLSearchParams,
): Promise<string | undefined> {
  const question = await ask?.(order, form);
  if (question === undefined || typeof question === "string") return question;
  return form.get("confirmed") === confirmationOf(question)
    ? undefined
    : "The order has changed since you were asked. Nothing was done: look at it, and send the form again.";
}
