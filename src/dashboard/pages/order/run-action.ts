import type { Actor } from "../../../audit/audit.ts";
import type { Answer } from "../../../idempotency/answer.ts";
import { type MoneyOperation, mapBegun } from "../../../operations/operation.ts";
import { changeOrder } from "../../../operations/orders.ts";
import type { Order } from "../../../orders/order.ts";
import type { OrderServiceResult } from "../../../orders/order-service-result.ts";
import { explainRefusal, type OrderChange } from "../../../orders/refusal.ts";
import { type Problem, ProblemError, succeed } from "../../../problem.ts";
import { merchant } from "../../merchant.ts";
import type { AdminServices } from "../../services.ts";
import type { SentForm } from "../page-frame.ts";
import { confirmationOf } from "./confirm-question.ts";
import type { OrderAction } from "./order-action.ts";

/** What came of a form, as it is kept: nothing but that its work was done. */
const done: Answer = { status: 200, body: "" };

/** What came of a form that did nothing: the merchant is told why, and may send it again. */
function tried(reason: string): Answer {
  return { status: 409, body: reason, passing: true };
}

/** A form that was sent, and about which order. */
interface ActionForm {
  readonly order: Order;
  readonly form: URLSearchParams;
}

/** Why nothing was done; `undefined` when it was. */
type Reason = string | undefined;

/**
 * Does what a form asks for, once: a button pressed twice, or a page sent again from the browser's history, does its
 * work once. Gives why nothing was done; `undefined` when it was.
 */
export async function runAction(
  services: AdminServices,
  action: OrderAction,
  order: Order,
  { form, formKey: key, actor }: Pick<SentForm, "form" | "formKey" | "actor">,
): Promise<Reason> {
  const { status, body } = await services.perform({
    operation: operationOf(action, services, actor),
    input: { order, form },
    context: undefined,
    caller: merchant,
    key,
    body: [...form],
    encode: (reason) => (reason === undefined ? done : tried(reason)),
    refuse: sentBefore,
  });
  return status === done.status ? undefined : body;
}

/** @throws ProblemError for any problem but that the form is known. */
function sentBefore(problem: Problem): Answer {
  if (problem.kind !== "idempotency_conflict" && problem.kind !== "idempotency_in_flight")
    throw new ProblemError(problem);
  return tried(
    "This form has been sent before. Look at the order for what came of it, and whether more is to be done.",
  );
}

function operationOf(
  action: OrderAction,
  { orderService, shop }: Pick<AdminServices, "orderService" | "shop">,
  actor: Actor,
): MoneyOperation<ActionForm, Reason, undefined, Reason> {
  return {
    name: `dashboard ${action.name}`,
    kind: "money",
    subject: ({ order }) => order.id,
    prepare: ({ order, form }) => changedSinceAsked(action, order, form),
    async begin(stores, { order, form }, _, stop) {
      const work = stop ?? action.work(order, form);
      if (typeof work === "string") return { kind: "ended", outcome: succeed(work) };
      const context = { orderService, actor };
      const task = { orderId: order.id, work };
      const begun = await changeOrder.begin(stores, task, context, undefined, undefined);
      return mapBegun(begun, (change) => reasonOf(change, shop));
    },
  };
}

function reasonOf(change: OrderChange<OrderServiceResult>, { currency }: AdminServices["shop"]): Reason {
  return change.ok ? undefined : explainRefusal(change.refusal, currency);
}

/** Why nothing is done where a form would no longer do what was confirmed. */
async function changedSinceAsked(
  { ask }: Pick<OrderAction, "ask">,
  order: Order,
  form: URLSearchParams,
): Promise<string | undefined> {
  const question = await ask?.(order, form);
  if (question === undefined || typeof question === "string") return question;
  return form.get("confirmed") === confirmationOf(question)
    ? undefined
    : "The order or the form has changed since you were asked. Nothing was done: read what would happen now, and press again.";
}
