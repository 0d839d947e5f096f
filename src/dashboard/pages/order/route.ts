import { Elysia } from "elysia";
import type { Order } from "../../../orders/order.ts";
import type { AdminServices } from "../../services.ts";
import type { PageFrame, SignedIn } from "../page-frame.ts";
import { plainDashboardPage } from "../plain-page.ts";
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
  const { asSignedIn, show, receive, done } = frame;

  const orderOf = async (number: string) =>
    /^\d{1,15}$/.test(number) ? reads.orders.byNumber(Number(number)) : undefined;

  async function showOrder(who: SignedIn, order: Order, reason?: string) {
    const page = dashboardOrderPage(
      {
        ...who.view,
        order,
        history: await reads.audit.of(order.id),
        capture: (await reads.attempts.find(order.attemptId))?.capture,
        refundable: await orderService.refundable(order.id),
        reason,
      },
      shop,
    );
    return show(who, page, { status: reason === undefined ? 200 : 409 });
  }

  /** Does what a form asks for, once it is confirmed, and shows the order. */
  function receiveAction(action: OrderAction, request: Request, number: string): Promise<Response> {
    return receive(request, async (sent) => {
      const { form, formKey } = sent;
      const order = await orderOf(number);
      if (!order) return show(sent, noSuchOrder, { status: 404 });
      if (action.ask && !form.has("confirmed")) {
        const question = await action.ask(order, form);
        if (typeof question === "string") return showOrder(sent, order, question);
        const view = { ...sent.view, formKey, order, action: action.name, form, question };
        return show(sent, confirmPage(view));
      }
      const reason = await runAction(services, action, order, form, formKey);
      return reason === undefined ? done(sent, `/orders/${order.number}`) : showOrder(sent, order, reason);
    });
  }

  const routes = new Elysia({ normalize: false }).get("/admin/orders/:number", ({ request, params }) =>
    asSignedIn(request, async (who) => {
      const order = await orderOf(params.number);
      return order ? showOrder(who, order) : show(who, noSuchOrder, { status: 404 });
    }),
  );
  const actions = [
    ...goodsActions(orderService, shop),
    ...moneyActions(orderService, shop),
    ...reviewActions,
  ];
  for (const action of actions) {
    routes.post(
      `/admin/orders/:number/${action.name}`,
      ({ request, params }: { request: Request; params: { number: string } }) =>
        receiveAction(action, request, params.number),
      { parse: "none" },
    );
  }
  return routes;
}

const noSuchOrder = plainDashboardPage("No such order", "There is no order of this number.");
