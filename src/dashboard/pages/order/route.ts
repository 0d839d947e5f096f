import { Elysia } from "elysia";
import { agentNames } from "../../../agents/agent-names.ts";
import { asId, type EventId } from "../../../ids.ts";
import { sendEventsAgain } from "../../../operations/send-events-again.ts";
import type { Order } from "../../../orders/order.ts";
import { roleMay } from "../../../people/roles.ts";
import type { AdminServices } from "../../services.ts";
import type { PageFrame, SentForm, SignedIn } from "../page-frame.ts";
import { plainDashboardPage } from "../plain-page.ts";
import { actionPage } from "./action-view.ts";
import { goodsActions } from "./goods-actions.ts";
import { handOverAction } from "./hand-over-action.ts";
import { moneyActions } from "./money-actions.ts";
import type { OrderAction, OrderStanding } from "./order-action.ts";
import { reviewActions } from "./review-actions.ts";
import { runAction } from "./run-action.ts";
import { dashboardOrderPage } from "./view.ts";
import { withdrawAction } from "./withdraw-action.ts";

/** `/admin/orders/<number>`: an order, and a path below it for everything that can be done with it. */
export function orderPageRoutes(frame: PageFrame, services: AdminServices) {
  const { shop, reads, orderService } = services;
  const { asSignedIn, show } = frame;
  const actions = [
    ...goodsActions(orderService, shop),
    handOverAction,
    withdrawAction,
    ...moneyActions(orderService, reads, shop),
    ...reviewActions,
  ];
  const pages = orderPages(services, actions);

  const routes = new Elysia({ normalize: false }).get("/admin/orders/:number", ({ request, params }) =>
    asSignedIn(request, async (who) => {
      const order = await pages.find(params.number);
      return order ? show(who, await pages.page(who, order)) : show(who, noSuchOrder, { status: 404 });
    }),
  );
  routes.post(
    "/admin/orders/:number/replay",
    ({ request, params }: { request: Request; params: { number: string } }) =>
      frame.receive(request, async (sent) => {
        const order = await pages.find(params.number);
        if (!order) return show(sent, noSuchOrder, { status: 404 });
        const asked = asId<EventId>(sent.form.get("event") ?? "");
        const event = await reads.outbox.find(asked);
        const { replayed } =
          event?.orderId === order.id ? await sendEventsAgain(services, [asked], sent.actor) : nothing;
        const words = replayed.length > 0 ? "The agent is told again." : "That event is not kept any more.";
        return frame.done(sent, `/orders/${order.number}`, { words, isWrong: replayed.length === 0 });
      }),
    { parse: "none" },
  );
  for (const action of actions) {
    const receive = actionReceiver(frame, services, pages, action);
    routes.post(
      `/admin/orders/:number/${action.name}`,
      ({ request, params }: { request: Request; params: { number: string } }) =>
        frame.receive(request, (sent) => receive(sent, params.number)),
      { parse: "none" },
    );
    if (!action.fields) continue;
    routes.get(
      `/admin/orders/:number/${action.name}`,
      ({ request, params }: { request: Request; params: { number: string } }) =>
        asSignedIn(request, async (who) => {
          const order = await pages.find(params.number);
          if (!order) return show(who, noSuchOrder, { status: 404 });
          const standing = await pages.standingOf(order);
          const { view } = who;
          return action.isOffered(standing)
            ? show(who, actionPage({ view, action, standing, typed: new URLSearchParams() }))
            : show(who, await pages.page(who, order, notNow), { status: 409 });
        }),
    );
  }
  return routes;
}

/** What a form that was sent leads to: its page again, with what it would do, or the order once it is done. */
function actionReceiver(
  { show, done }: PageFrame,
  services: AdminServices,
  pages: ReturnType<typeof orderPages>,
  action: OrderAction,
) {
  /** Shows the form again as it was filled in, and what it would do or why it cannot. */
  async function lookAt(sent: SentForm, order: Order): Promise<Response> {
    const asked = await action.ask?.(order, sent.form);
    const [question, reason] = typeof asked === "string" ? [undefined, asked] : [asked, undefined];
    const standing = await pages.standingOf(order);
    const view = { ...sent.view, formKey: sent.formKey };
    // While somebody is still filling it in, that it cannot be done yet is no mistake.
    const isFilledIn = !sent.form.has("look");
    const page = actionPage({ view, action, standing, typed: sent.form, question, reason, isFilledIn });
    return show(sent, page, { status: reason === undefined || !isFilledIn ? 200 : 409 });
  }

  /** Says why nothing was done: beside the form where it can be sent again, as another one; else beside the order. */
  async function refuse(sent: SentForm, order: Order, reason: string): Promise<Response> {
    const standing = await pages.standingOf(order);
    if (!action.fields || !action.isOffered(standing))
      return show(sent, await pages.page(sent, order, reason), { status: 409 });
    const asked = await action.ask?.(order, sent.form);
    const question = typeof asked === "string" ? undefined : asked;
    const page = actionPage({ view: sent.view, action, standing, typed: sent.form, question, reason });
    return show(sent, page, { status: 409 });
  }

  return async (sent: SentForm, number: string): Promise<Response> => {
    const { form } = sent;
    const order = await pages.find(number);
    if (!order) return show(sent, noSuchOrder, { status: 404 });
    if (action.ask && (form.has("look") || !form.has("confirmed"))) {
      form.delete("confirmed");
      return lookAt(sent, order);
    }
    const reason = await runAction(services, action, order, sent);
    if (reason !== undefined) {
      form.delete("confirmed");
      return refuse(sent, (await pages.find(number)) ?? order, reason);
    }
    const { undo } = action;
    return done(sent, `/orders/${order.number}`, {
      words: action.done(order),
      undo: undo === undefined ? undefined : { path: `/orders/${order.number}/${undo}` },
    });
  };
}

/** More events than one order has. */
const MOST_EVENTS = 50;

function orderPages({ shop, reads, orderService, clock }: AdminServices, actions: readonly OrderAction[]) {
  async function standingOf(order: Order): Promise<OrderStanding> {
    const attempt = await reads.attempts.find(order.attemptId);
    const refundable = await orderService.refundable(order.id);
    return { order, now: clock.now(), capture: attempt?.capture, refundable };
  }

  return {
    standingOf,
    async find(number: string): Promise<Order | undefined> {
      return /^\d{1,15}$/.test(number) ? reads.orders.byNumber(Number(number)) : undefined;
    },
    /** Everything about an order. @param reason why the last thing that was tried did not work. */
    async page(who: SignedIn, order: Order, reason?: string) {
      const standing = await standingOf(order);
      const [names, attempt, refunds, disputes, session, history, events] = await Promise.all([
        agentNames(reads, [order.agentId]),
        reads.attempts.find(order.attemptId),
        reads.refunds.ofAttempt(order.attemptId),
        reads.disputes.ofOrder(order.id),
        reads.sessions.find(order.sessionId),
        reads.audit.of(order.id),
        reads.outbox.page({ orderId: order.id }, undefined, MOST_EVENTS),
      ]);
      return dashboardOrderPage(
        {
          view: who.view,
          standing,
          actions: actions.filter((action) => action.isOffered(standing)),
          agent: names.get(order.agentId),
          attempt,
          refunds,
          disputes,
          session,
          history,
          people: await reads.people.all(),
          events: await Promise.all(
            events.map(async (event) => ({ event, attempts: await reads.outbox.attemptsOf(event.id) })),
          ),
          maySendAgain: roleMay(who.view.role, "webhooks:change"),
          reason,
        },
        shop,
      );
    },
  };
}

const nothing = { replayed: [] } as const;

const notNow = "That cannot be done with the order as it stands.";

const noSuchOrder = plainDashboardPage("No such order", "There is no order of this number.");
