import { Elysia } from "elysia";
import { readForm } from "../../../http/pages/form-body.ts";
import { plainPage } from "../../../http/pages/plain-page.ts";
import type { RequestContext } from "../../../http/request-context.ts";
import { isSameSecret } from "../../../http/same-secret.ts";
import type { Order } from "../../../orders/order.ts";
import type { AdminServices } from "../../services.ts";
import type { PageFrame } from "../page-frame.ts";
import type { SignInSession } from "../sign-in/sign-in-session.ts";
import { confirmPage } from "./confirm-view.ts";
import { goodsActions } from "./goods-actions.ts";
import { moneyActions } from "./money-actions.ts";
import type { OrderAction } from "./order-action.ts";
import { reviewActions } from "./review-actions.ts";
import { runAction } from "./run-action.ts";
import { dashboardOrderPage } from "./view.ts";

/** `/admin/orders/<number>`: an order, and a path below it for everything that can be done with it. */
export function orderPageRoutes(frame: PageFrame, services: AdminServices) {
  const { shop, reads, orderService } = services;
  const { asSignedIn, show, goTo, marksOf } = frame;

  const orderOf = async (number: string) =>
    /^\d{1,15}$/.test(number) ? reads.orders.byNumber(Number(number)) : undefined;

  async function showOrder(context: RequestContext, session: SignInSession, order: Order, reason?: string) {
    const page = dashboardOrderPage(
      {
        ...marksOf(session),
        order,
        history: await reads.audit.of(order.id),
        capture: (await reads.attempts.find(order.attemptId))?.capture,
        refundable: await orderService.refundable(order.id),
        reason,
      },
      shop,
    );
    return show(context, page, reason === undefined ? 200 : 409);
  }

  /** Takes a form of a page of ours, of somebody who is signed in, does what it asks for and shows the order. */
  function receive(action: OrderAction, request: Request, number: string): Promise<Response> {
    return asSignedIn(request, async (session, context) => {
      const form = await readForm(request);
      const formKey = form.get("form_key") ?? "";
      if (!isSameSecret(form.get("form_token") ?? "", session.formToken) || !isFormKey(formKey))
        return show(context, formTooOld, 403);
      const order = await orderOf(number);
      if (!order) return show(context, noSuchOrder, 404);
      if (action.ask && !form.has("confirmed")) {
        const question = await action.ask(order, form);
        if (typeof question === "string") return showOrder(context, session, order, question);
        const view = { ...marksOf(session), formKey, order, action: action.name, form, question };
        return show(context, confirmPage(view));
      }
      const reason = await runAction(services, action, order, form, formKey);
      return reason === undefined
        ? goTo(context, `/orders/${order.number}`)
        : showOrder(context, session, order, reason);
    });
  }

  const routes = new Elysia({ normalize: false }).get("/admin/orders/:number", ({ request, params }) =>
    asSignedIn(request, async (session, context) => {
      const order = await orderOf(params.number);
      return order ? showOrder(context, session, order) : show(context, noSuchOrder, 404);
    }),
  );
  const actions = [
    ...goodsActions(orderService, shop),
    ...moneyActions(orderService, shop),
    ...reviewActions(orderService),
  ];
  for (const action of actions) {
    routes.post(
      `/admin/orders/:number/${action.name}`,
      ({ request, params }: { request: Request; params: { number: string } }) =>
        receive(action, request, params.number),
      { parse: "none" },
    );
  }
  return routes;
}

const noSuchOrder = plainPage("No such order", "There is no order of this number.");
const formTooOld = plainPage(
  "That form was too old",
  "Nothing was done. Open the order again and repeat it.",
);

function isFormKey(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}
