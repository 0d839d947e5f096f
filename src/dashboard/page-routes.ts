import { Elysia } from "elysia";
import { type Page, pageReply } from "../http/pages/layout.ts";
import { plainPage } from "../http/pages/plain-page.ts";
import { contextOf, type RequestContext } from "../http/request-context.ts";
import { respond } from "../http/respond.ts";
import { isSameSecret } from "../http/same-secret.ts";
import type { Answer } from "../idempotency/answer.ts";
import { asId, type LineItemId, type RefundId } from "../ids.ts";
import { type Minor, parseMajor } from "../money.ts";
import type { LineItemReference, Order } from "../orders/order.ts";
import type {
  GoodsOutForeseen,
  InOrderTransaction,
  MoneyBack,
  OrderServiceResult,
} from "../orders/order-service.ts";
import { explainRefusal, type OrderChange } from "../orders/refusal.ts";
import { ProblemError } from "../problem.ts";
import { answerOnce, type MerchantCall } from "./answer-once.ts";
import {
  askToCancel,
  askToCapture,
  askToRefund,
  askToSend,
  askToTakeBack,
  askWhetherArrived,
} from "./confirm-questions.ts";
import { type ConfirmQuestion, confirmationOf, confirmPage } from "./pages/confirm-page.ts";
import type { DashboardView } from "./pages/forms.ts";
import { dashboardOrderPage } from "./pages/order-page.ts";
import { ordersPage } from "./pages/orders-page.ts";
import { signInPage } from "./pages/sign-in-page.ts";
import { readQuery } from "./query.ts";
import { readForm } from "./read-form.ts";
import type { AdminServices } from "./services.ts";
import { orderStatuses } from "./shapes/order.ts";
import { type SignInSession, SignInSessions } from "./sign-in-session.ts";

/** How many orders a page lists. */
const ORDERS_A_PAGE = 50;

/** Something done with an order by a form. A string says to the merchant what is wrong with the form. */
type Work = (
  order: Order,
  form: URLSearchParams,
  inSameTransaction: InOrderTransaction,
) => Promise<OrderChange<OrderServiceResult>> | string;

/** What a form asks for that gives money back or cannot be undone: the question before it, or what is wrong with it. */
type Ask = (
  order: Order,
  form: URLSearchParams,
) => Promise<ConfirmQuestion | string> | ConfirmQuestion | string;

/** What came of a form, as it is kept: nothing but that its work was done. */
const done: Answer = { status: 200, body: "" };

/** What came of a form that did nothing: the merchant is told why, and may send it again. */
function tried(reason: string): Answer {
  return { status: 409, body: reason, passing: true };
}

/** The merchant's dashboard in a browser, under `/admin`: pages and forms without scripts, behind a sign-in. */
export function dashboardRoutes(services: AdminServices) {
  const { shop, reads, orderService, clock, token, guesses } = services;
  const base = new URL(shop.publicBaseUrl);
  const root = base.pathname.replace(/\/$/, "");
  const sessions = new SignInSessions(root, base.protocol === "https:", clock);

  function show(context: RequestContext, page: Page, status = 200): Response {
    return respond(context, pageReply(shop, page, status));
  }

  function goTo(context: RequestContext, path: string, cookie?: string): Response {
    const headers = {
      location: `${root}/admin${path}`,
      ...(cookie !== undefined && { "set-cookie": cookie }),
    };
    return respond(context, { status: 303, body: null, headers });
  }

  /** Who is not signed in is asked to, whatever they wanted. */
  function asSignedIn(
    request: Request,
    work: (session: SignInSession, context: RequestContext) => Promise<Response>,
  ) {
    const context = contextOf(request);
    const session = sessions.of(request);
    return session === undefined
      ? Promise.resolve(show(context, signInPage(root), 401))
      : work(session, context);
  }

  function refuseSignIn(context: RequestContext): Response {
    const problem = guesses.wrong(context, "dashboard", "that is not the token");
    context.problem = problem.kind;
    if (problem.kind !== "too_many_wrong_tokens")
      return show(context, signInPage(root, "That is not the token."), 401);
    const { retryAfterSeconds } = problem;
    const page = signInPage(
      root,
      `Too many wrong tokens. Wait ${retryAfterSeconds} s before you try another; the right one opens at any time.`,
    );
    const reply = pageReply(shop, page, 429);
    return respond(context, {
      ...reply,
      headers: { ...reply.headers, "retry-after": String(retryAfterSeconds) },
    });
  }

  /** What a page's forms carry. */
  function marksOf(session: SignInSession): DashboardView {
    return {
      root,
      formToken: session.formToken,
      formKey: crypto.randomUUID().replaceAll("-", ""),
    };
  }

  async function showOrder(
    context: RequestContext,
    session: SignInSession,
    order: Order,
    reason?: string,
  ): Promise<Response> {
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
  function workOn(action: string, work: Work, ask?: Ask) {
    return ({ request, params }: { request: Request; params: { number: string } }) =>
      asSignedIn(request, async (session, context) => {
        const form = await readForm(request);
        const key = form.get("form_key") ?? "";
        if (!isSameSecret(form.get("form_token") ?? "", session.formToken) || !isFormKey(key))
          return show(
            context,
            plainPage("That form was too old", "Nothing was done. Open the order again and repeat it."),
            403,
          );
        const order = await orderOf(params.number);
        if (!order) return show(context, noSuchOrder, 404);
        if (ask && !form.has("confirmed")) return askFirst(ask, action, order, form, session, context);
        const { status, body: reason } = await once(
          { operation: `dashboard ${action}`, subject: order.id, key, body: [...form] },
          async (inSameTransaction) =>
            (ask && (await changedSince(ask, order, form))) ?? work(order, form, inSameTransaction),
        );
        return status === done.status
          ? goTo(context, `/orders/${order.number}`)
          : showOrder(context, session, order, reason);
      });
  }

  /** Shows what a form would do, to be confirmed; or the order, where it would do nothing. */
  async function askFirst(
    ask: Ask,
    action: string,
    order: Order,
    form: URLSearchParams,
    session: SignInSession,
    context: RequestContext,
  ): Promise<Response> {
    const question = await ask(order, form);
    if (typeof question === "string") return showOrder(context, session, order, question);
    const formKey = form.get("form_key") ?? "";
    return show(context, confirmPage({ ...marksOf(session), formKey, order, action, form, question }));
  }

  /** Why nothing is done where a form would no longer do what was confirmed. */
  async function changedSince(ask: Ask, order: Order, form: URLSearchParams): Promise<string | undefined> {
    const question = await ask(order, form);
    if (typeof question === "string") return question;
    return form.get("confirmed") === confirmationOf(question)
      ? undefined
      : "The order has changed since you were asked. Nothing was done: look at it, and send the form again.";
  }

  const askAboutGoodsOut = async (
    foreseen: Promise<OrderChange<GoodsOutForeseen>>,
    question: (found: GoodsOutForeseen) => ConfirmQuestion,
  ) => {
    const found = await foreseen;
    return found.ok ? question(found.value) : explainRefusal(found.refusal, shop.currency);
  };

  const askAboutRefund: Ask = async (order, form) => {
    const amount = amountIn(form, order);
    if (typeof amount === "string") return amount;
    const left = await orderService.refundable(order.id);
    // Once confirmed it may be the same refund, sent again: then the rest is no measure of it.
    if (amount <= left || form.has("confirmed")) return askToRefund(order, amount);
    return explainRefusal(
      left === 0 ? { kind: "nothing_left" } : { kind: "more_than_left", left },
      shop.currency,
    );
  };

  /** A button pressed twice, or a page sent again from the browser's history, does its work once. */
  async function once(
    sent: MerchantCall,
    work: (inSameTransaction: InOrderTransaction) => Promise<OrderChange<OrderServiceResult> | string>,
  ): Promise<Answer> {
    try {
      return await answerOnce(services, sent, async (keep) => {
        const outcome = await work((stores) => keep(stores, done));
        if (typeof outcome === "string") return tried(outcome);
        return outcome.ok ? done : tried(explainRefusal(outcome.refusal, shop.currency));
      });
    } catch (error) {
      const kind = error instanceof ProblemError ? error.problem.kind : undefined;
      if (kind !== "idempotency_conflict" && kind !== "idempotency_in_flight") throw error;
      return tried(
        "This form has been sent before. See below what came of it, and whether more is to be done.",
      );
    }
  }

  const orderOf = async (number: string) =>
    /^\d{1,15}$/.test(number) ? reads.orders.byNumber(Number(number)) : undefined;

  return new Elysia({ normalize: false })
    .get("/admin", ({ request }) =>
      asSignedIn(request, async (session, context) => {
        const query = readQuery(request.url);
        const [status, search] = [query.oneOf("status", orderStatuses), query.text("search")];
        const before = query.wholeNumber("before", Number.MAX_SAFE_INTEGER);
        const found = await reads.orders.search({ status, text: search }, before, ORDERS_A_PAGE + 1);
        const orders = found.slice(0, ORDERS_A_PAGE);
        const nextBefore = found.length > ORDERS_A_PAGE ? orders.at(-1)?.number : undefined;
        return show(
          context,
          ordersPage({ ...marksOf(session), orders, status, search: search ?? "", nextBefore }, shop),
        );
      }),
    )
    .post(
      "/admin/sign-in",
      async ({ request }) => {
        const context = contextOf(request);
        const form = await readForm(request);
        return isSameSecret(form.get("token")?.trim() ?? "", token)
          ? goTo(context, "", sessions.open())
          : refuseSignIn(context);
      },
      { parse: "none" },
    )
    .post("/admin/sign-out", async ({ request }) => goTo(contextOf(request), "", sessions.close(request)), {
      parse: "none",
    })
    .get("/admin/orders/:number", ({ request, params }) =>
      asSignedIn(request, async (session, context) => {
        const order = await orderOf(params.number);
        return order ? showOrder(context, session, order) : show(context, noSuchOrder, 404);
      }),
    )
    .post(
      "/admin/orders/:number/ship",
      workOn(
        "ship",
        (order, form, inSameTransaction) =>
          orderService.ship(
            order.id,
            {
              lineItems: unitsIn(form),
              carrier: said(form, "carrier"),
              trackingNumber: said(form, "tracking_number"),
            },
            "dashboard",
            inSameTransaction,
          ),
        (order, form) => {
          const units = unitsIn(form);
          return units.length === 0
            ? "Say how many of which item are sent."
            : askToSend(order, units, [said(form, "carrier"), said(form, "tracking_number")]);
        },
      ),
      { parse: "none" },
    )
    .post(
      "/admin/orders/:number/deliver",
      workOn(
        "deliver",
        (order, _, inSameTransaction) => orderService.deliver(order.id, {}, "dashboard", inSameTransaction),
        () => askWhetherArrived,
      ),
      { parse: "none" },
    )
    .post(
      "/admin/orders/:number/cancel",
      workOn(
        "cancel",
        (order, form, inSameTransaction) =>
          orderService.cancel(
            order.id,
            {
              lineItems: unitsIn(form),
              money: moneyIn(form),
              description: said(form, "description"),
            },
            "dashboard",
            inSameTransaction,
          ),
        (order, form) =>
          askAboutGoodsOut(
            orderService.foreseeCancel(order.id, { lineItems: unitsIn(form), money: moneyIn(form) }),
            (found) => askToCancel(order, found),
          ),
      ),
      { parse: "none" },
    )
    .post(
      "/admin/orders/:number/return",
      workOn(
        "return",
        (order, form, inSameTransaction) =>
          orderService.takeBack(
            order.id,
            {
              lineItems: unitsIn(form),
              money: moneyIn(form),
              restock: form.has("restock"),
              description: said(form, "description"),
            },
            "dashboard",
            inSameTransaction,
          ),
        (order, form) =>
          askAboutGoodsOut(
            orderService.foreseeReturn(order.id, { lineItems: unitsIn(form), money: moneyIn(form) }),
            (found) => askToTakeBack(order, found, form.has("restock")),
          ),
      ),
      { parse: "none" },
    )
    .post(
      "/admin/orders/:number/refund",
      workOn(
        "refund",
        (order, form) => {
          const amount = amountIn(form, order);
          if (typeof amount === "string") return amount;
          // Sent again it is the same refund, by its id, and is taken to its end: nothing has to be kept with it.
          return orderService.refund(
            order.id,
            {
              id: asId<RefundId>(`ref_${form.get("form_key")}`),
              of: { kind: "amount", amount },
              restock: false,
              reason: said(form, "description"),
            },
            "dashboard",
          );
        },
        askAboutRefund,
      ),
      { parse: "none" },
    )
    .post(
      "/admin/orders/:number/capture",
      workOn(
        "capture",
        (order, _, inSameTransaction) => orderService.capture(order.id, "dashboard", inSameTransaction),
        () => askToCapture,
      ),
      { parse: "none" },
    )
    .post(
      "/admin/orders/:number/hold",
      workOn("hold", (order, _, inSameTransaction) =>
        orderService.holdForReview(order.id, "dashboard", inSameTransaction),
      ),
      { parse: "none" },
    )
    .post(
      "/admin/orders/:number/confirm",
      workOn("confirm", (order, _, inSameTransaction) =>
        orderService.confirm(order.id, "dashboard", inSameTransaction),
      ),
      { parse: "none" },
    );
}

const noSuchOrder = plainPage("No such order", "There is no order of this number.");

function isFormKey(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

/** The units of each line that a form asks for, as `quantity.li_…`. */
function unitsIn(form: URLSearchParams): readonly LineItemReference[] {
  return [...form].flatMap(([name, value]) => {
    const [, id] = /^quantity\.(.+)$/.exec(name) ?? [];
    return id === undefined || value === "" || value === "0"
      ? []
      : [{ id: asId<LineItemId>(id), quantity: Number(value) }];
  });
}

/** The amount that somebody wrote, in minor units; words where it is none. */
function amountIn(form: URLSearchParams, { currency }: Order): Minor | string {
  const amount = parseMajor(form.get("amount") ?? "", currency);
  return amount === undefined || amount <= 0
    ? `The amount must be one such as 12.50, in ${currency.toUpperCase()}.`
    : amount;
}

function moneyIn(form: URLSearchParams): MoneyBack {
  return form.has("refund") ? "price" : "none";
}

/** What somebody wrote into a field; `undefined` when they left it empty. */
function said(form: URLSearchParams, name: string): string | undefined {
  return form.get(name)?.trim().slice(0, 1000) || undefined;
}
