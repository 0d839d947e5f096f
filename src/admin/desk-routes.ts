import { Elysia } from "elysia";
import { type Exchange, exchangeOf } from "../http/exchange.ts";
import { type Page, pageReply } from "../http/pages/layout.ts";
import { plainPage } from "../http/pages/plain-page.ts";
import { respond } from "../http/respond.ts";
import { isSameSecret } from "../http/same-secret.ts";
import type { Answer } from "../idempotency/answer.ts";
import { asId, type LineItemId, type RefundId } from "../ids.ts";
import { type Minor, parseMajor } from "../money.ts";
import type { LineItemReference, Order } from "../orders/order.ts";
import type { Alongside, DeskResult, GoodsOutForeseen, MoneyBack } from "../orders/order-desk.ts";
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
} from "./desk-questions.ts";
import { type DeskSession, DeskSessions } from "./desk-session.ts";
import { confirmationOf, confirmPage, type Question } from "./pages/confirm-page.ts";
import type { DeskView } from "./pages/forms.ts";
import { deskOrderPage } from "./pages/order-page.ts";
import { ordersPage } from "./pages/orders-page.ts";
import { signInPage } from "./pages/sign-in-page.ts";
import { readQuery } from "./query.ts";
import { readForm } from "./read-form.ts";
import type { AdminServices } from "./services.ts";
import { orderStatuses } from "./shapes/order.ts";

/** How many orders a page lists. */
const ORDERS_A_PAGE = 50;

/** Something done with an order by a form. A string says to the merchant what is wrong with the form. */
type Work = (
  order: Order,
  form: URLSearchParams,
  alongside: Alongside,
) => Promise<OrderChange<DeskResult>> | string;

/** What a form asks for that gives money back or cannot be undone: the question before it, or what is wrong with it. */
type Ask = (order: Order, form: URLSearchParams) => Promise<Question | string> | Question | string;

/** What came of a form, as it is kept: nothing but that its work was done. */
const done: Answer = { status: 200, body: "" };

/** What came of a form that did nothing: the merchant is told why, and may send it again. */
function tried(trouble: string): Answer {
  return { status: 409, body: trouble, passing: true };
}

/** The merchant's desk in a browser, under `/admin`: pages and forms without scripts, behind a sign-in. */
export function deskRoutes(services: AdminServices) {
  const { shop, reads, desk, clock, token, guesses } = services;
  const base = new URL(shop.publicBaseUrl);
  const root = base.pathname.replace(/\/$/, "");
  const sessions = new DeskSessions(root, base.protocol === "https:", clock);

  function show(exchange: Exchange, page: Page, status = 200): Response {
    return respond(exchange, pageReply(shop, page, status));
  }

  function goTo(exchange: Exchange, path: string, cookie?: string): Response {
    const headers = {
      location: `${root}/admin${path}`,
      ...(cookie !== undefined && { "set-cookie": cookie }),
    };
    return respond(exchange, { status: 303, body: null, headers });
  }

  /** Who is not signed in is asked to, whatever they wanted. */
  function asSignedIn(
    request: Request,
    work: (session: DeskSession, exchange: Exchange) => Promise<Response>,
  ) {
    const exchange = exchangeOf(request);
    const session = sessions.of(request);
    return session === undefined
      ? Promise.resolve(show(exchange, signInPage(root), 401))
      : work(session, exchange);
  }

  function refuseSignIn(exchange: Exchange): Response {
    const problem = guesses.wrong(exchange, "desk", "that is not the token");
    exchange.problem = problem.kind;
    if (problem.kind !== "too_many_wrong_tokens")
      return show(exchange, signInPage(root, "That is not the token."), 401);
    const { retryAfterSeconds } = problem;
    const page = signInPage(
      root,
      `Too many wrong tokens. Wait ${retryAfterSeconds} s before you try another; the right one opens at any time.`,
    );
    const reply = pageReply(shop, page, 429);
    return respond(exchange, {
      ...reply,
      headers: { ...reply.headers, "retry-after": String(retryAfterSeconds) },
    });
  }

  /** What a page's forms carry. */
  function marksOf(session: DeskSession): DeskView {
    return {
      root,
      formToken: session.formToken,
      formKey: crypto.randomUUID().replaceAll("-", ""),
    };
  }

  async function showOrder(
    exchange: Exchange,
    session: DeskSession,
    order: Order,
    trouble?: string,
  ): Promise<Response> {
    const page = deskOrderPage(
      {
        ...marksOf(session),
        order,
        history: await reads.audit.of(order.id),
        capture: (await reads.attempts.find(order.attemptId))?.capture,
        refundable: await desk.refundable(order.id),
        trouble,
      },
      shop,
    );
    return show(exchange, page, trouble === undefined ? 200 : 409);
  }

  /** Takes a form of a page of ours, of somebody who is signed in, does what it asks for and shows the order. */
  function workOn(action: string, work: Work, ask?: Ask) {
    return ({ request, params }: { request: Request; params: { number: string } }) =>
      asSignedIn(request, async (session, exchange) => {
        const form = await readForm(request);
        const key = form.get("form_key") ?? "";
        if (!isSameSecret(form.get("form_token") ?? "", session.formToken) || !isFormKey(key))
          return show(
            exchange,
            plainPage("That form was too old", "Nothing was done. Open the order again and repeat it."),
            403,
          );
        const order = await orderOf(params.number);
        if (!order) return show(exchange, noSuchOrder, 404);
        if (ask && !form.has("confirmed")) return askFirst(ask, action, order, form, session, exchange);
        const { status, body: trouble } = await once(
          { operation: `desk ${action}`, subject: order.id, key, body: [...form] },
          async (alongside) =>
            (ask && (await changedSince(ask, order, form))) ?? work(order, form, alongside),
        );
        return status === done.status
          ? goTo(exchange, `/orders/${order.number}`)
          : showOrder(exchange, session, order, trouble);
      });
  }

  /** Shows what a form would do, to be confirmed; or the order, where it would do nothing. */
  async function askFirst(
    ask: Ask,
    action: string,
    order: Order,
    form: URLSearchParams,
    session: DeskSession,
    exchange: Exchange,
  ): Promise<Response> {
    const question = await ask(order, form);
    if (typeof question === "string") return showOrder(exchange, session, order, question);
    const formKey = form.get("form_key") ?? "";
    return show(exchange, confirmPage({ ...marksOf(session), formKey, order, action, form, question }));
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
    question: (found: GoodsOutForeseen) => Question,
  ) => {
    const found = await foreseen;
    return found.ok ? question(found.value) : explainRefusal(found.refusal, shop.currency);
  };

  const askAboutRefund: Ask = async (order, form) => {
    const amount = amountIn(form, order);
    if (typeof amount === "string") return amount;
    const left = await desk.refundable(order.id);
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
    work: (alongside: Alongside) => Promise<OrderChange<DeskResult> | string>,
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
      asSignedIn(request, async (session, exchange) => {
        const query = readQuery(request.url);
        const [status, search] = [query.oneOf("status", orderStatuses), query.text("search")];
        const before = query.wholeNumber("before", Number.MAX_SAFE_INTEGER);
        const found = await reads.orders.search({ status, text: search }, before, ORDERS_A_PAGE + 1);
        const orders = found.slice(0, ORDERS_A_PAGE);
        const nextBefore = found.length > ORDERS_A_PAGE ? orders.at(-1)?.number : undefined;
        return show(
          exchange,
          ordersPage({ ...marksOf(session), orders, status, search: search ?? "", nextBefore }, shop),
        );
      }),
    )
    .post(
      "/admin/sign-in",
      async ({ request }) => {
        const exchange = exchangeOf(request);
        const form = await readForm(request);
        return isSameSecret(form.get("token")?.trim() ?? "", token)
          ? goTo(exchange, "", sessions.open())
          : refuseSignIn(exchange);
      },
      { parse: "none" },
    )
    .post("/admin/sign-out", async ({ request }) => goTo(exchangeOf(request), "", sessions.close(request)), {
      parse: "none",
    })
    .get("/admin/orders/:number", ({ request, params }) =>
      asSignedIn(request, async (session, exchange) => {
        const order = await orderOf(params.number);
        return order ? showOrder(exchange, session, order) : show(exchange, noSuchOrder, 404);
      }),
    )
    .post(
      "/admin/orders/:number/ship",
      workOn(
        "ship",
        (order, form, alongside) =>
          desk.ship(
            order.id,
            {
              lineItems: unitsIn(form),
              carrier: said(form, "carrier"),
              trackingNumber: said(form, "tracking_number"),
            },
            "desk",
            alongside,
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
        (order, _, alongside) => desk.deliver(order.id, {}, "desk", alongside),
        () => askWhetherArrived,
      ),
      { parse: "none" },
    )
    .post(
      "/admin/orders/:number/cancel",
      workOn(
        "cancel",
        (order, form, alongside) =>
          desk.cancel(
            order.id,
            {
              lineItems: unitsIn(form),
              money: moneyIn(form),
              description: said(form, "description"),
            },
            "desk",
            alongside,
          ),
        (order, form) =>
          askAboutGoodsOut(
            desk.foreseeCancel(order.id, { lineItems: unitsIn(form), money: moneyIn(form) }),
            (found) => askToCancel(order, found),
          ),
      ),
      { parse: "none" },
    )
    .post(
      "/admin/orders/:number/return",
      workOn(
        "return",
        (order, form, alongside) =>
          desk.takeBack(
            order.id,
            {
              lineItems: unitsIn(form),
              money: moneyIn(form),
              restock: form.has("restock"),
              description: said(form, "description"),
            },
            "desk",
            alongside,
          ),
        (order, form) =>
          askAboutGoodsOut(
            desk.foreseeReturn(order.id, { lineItems: unitsIn(form), money: moneyIn(form) }),
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
          return desk.refund(
            order.id,
            {
              id: asId<RefundId>(`ref_${form.get("form_key")}`),
              of: { kind: "amount", amount },
              restock: false,
              reason: said(form, "description"),
            },
            "desk",
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
        (order, _, alongside) => desk.capture(order.id, "desk", alongside),
        () => askToCapture,
      ),
      { parse: "none" },
    )
    .post(
      "/admin/orders/:number/hold",
      workOn("hold", (order, _, alongside) => desk.hold(order.id, "desk", alongside)),
      { parse: "none" },
    )
    .post(
      "/admin/orders/:number/confirm",
      workOn("confirm", (order, _, alongside) => desk.confirm(order.id, "desk", alongside)),
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
