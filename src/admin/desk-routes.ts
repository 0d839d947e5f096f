import { Elysia } from "elysia";
import { type Exchange, exchangeOf } from "../http/exchange.ts";
import { type Page, pageReply } from "../http/pages/layout.ts";
import { plainPage } from "../http/pages/plain-page.ts";
import { respond } from "../http/respond.ts";
import { isSameSecret } from "../http/same-secret.ts";
import { asId, type LineItemId, type RefundId } from "../ids.ts";
import { parseMajor } from "../money.ts";
import type { LineItemReference, Order } from "../orders/order.ts";
import type { DeskResult } from "../orders/order-desk.ts";
import { explainRefusal, type OrderChange } from "../orders/refusal.ts";
import { DeskSessions } from "./desk-session.ts";
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
type Work = (order: Order, form: URLSearchParams) => Promise<OrderChange<DeskResult>> | string;

/** The merchant's desk in a browser, under `/admin`: pages and forms without scripts, behind a sign-in. */
export function deskRoutes(services: AdminServices) {
  const { shop, reads, desk, clock, token } = services;
  const base = new URL(shop.publicBaseUrl);
  const root = base.pathname.replace(/\/$/, "");
  const sessions = new DeskSessions(token, root, base.protocol === "https:");

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
  function asSignedIn(request: Request, work: (session: string, exchange: Exchange) => Promise<Response>) {
    const exchange = exchangeOf(request);
    const session = sessions.of(request, clock.now());
    return session === undefined
      ? Promise.resolve(show(exchange, signInPage(root, false), 401))
      : work(session, exchange);
  }

  async function showOrder(
    exchange: Exchange,
    session: string,
    order: Order,
    trouble?: string,
  ): Promise<Response> {
    const page = deskOrderPage(
      {
        root,
        formToken: sessions.formToken(session),
        order,
        history: await reads.audit.of(order.id),
        refundKey: crypto.randomUUID().replaceAll("-", ""),
        trouble,
      },
      shop,
    );
    return show(exchange, page, trouble === undefined ? 200 : 409);
  }

  /** Takes a form of a page of ours, of somebody who is signed in, does what it asks for and shows the order. */
  function workOn(work: Work) {
    return ({ request, params }: { request: Request; params: { number: string } }) =>
      asSignedIn(request, async (session, exchange) => {
        const form = await readForm(request);
        if (!isSameSecret(form.get("form_token") ?? "", sessions.formToken(session)))
          return show(
            exchange,
            plainPage("That form was too old", "Nothing was done. Open the order again and repeat it."),
            403,
          );
        const order = await orderOf(params.number);
        if (!order) return show(exchange, noSuchOrder, 404);
        const done = await work(order, form);
        if (typeof done === "string") return showOrder(exchange, session, order, done);
        if (!done.ok) return showOrder(exchange, session, order, explainRefusal(done.refusal, shop.currency));
        return goTo(exchange, `/orders/${order.number}`);
      });
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
        const formToken = sessions.formToken(session);
        return show(
          exchange,
          ordersPage({ root, formToken, orders, status, search: search ?? "", nextBefore }, shop),
        );
      }),
    )
    .post(
      "/admin/sign-in",
      async ({ request }) => {
        const exchange = exchangeOf(request);
        const form = await readForm(request);
        return isSameSecret(form.get("token")?.trim() ?? "", token)
          ? goTo(exchange, "", sessions.open(clock.now()))
          : show(exchange, signInPage(root, true), 401);
      },
      { parse: "none" },
    )
    .post("/admin/sign-out", async ({ request }) => goTo(exchangeOf(request), "", sessions.close()), {
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
      workOn((order, form) =>
        desk.ship(
          order.id,
          {
            lineItems: unitsIn(form),
            carrier: said(form, "carrier"),
            trackingNumber: said(form, "tracking_number"),
          },
          "desk",
        ),
      ),
      { parse: "none" },
    )
    .post(
      "/admin/orders/:number/deliver",
      workOn((order) => desk.deliver(order.id, {}, "desk")),
      { parse: "none" },
    )
    .post(
      "/admin/orders/:number/cancel",
      workOn((order, form) =>
        desk.cancel(
          order.id,
          {
            lineItems: unitsIn(form),
            money: form.has("refund") ? "price" : "none",
            description: said(form, "description"),
          },
          "desk",
        ),
      ),
      { parse: "none" },
    )
    .post(
      "/admin/orders/:number/return",
      workOn((order, form) =>
        desk.takeBack(
          order.id,
          {
            lineItems: unitsIn(form),
            money: form.has("refund") ? "price" : "none",
            restock: form.has("restock"),
            description: said(form, "description"),
          },
          "desk",
        ),
      ),
      { parse: "none" },
    )
    .post(
      "/admin/orders/:number/refund",
      workOn((order, form) => {
        const amount = parseMajor(form.get("amount") ?? "", order.currency);
        const key = form.get("refund_key") ?? "";
        if (amount === undefined)
          return `The amount must be one such as 12.50, in ${order.currency.toUpperCase()}.`;
        return desk.refund(
          order.id,
          {
            id: /^[0-9a-f]{32}$/.test(key) ? asId<RefundId>(`ref_${key}`) : undefined,
            of: { kind: "amount", amount },
            restock: false,
            reason: said(form, "description"),
          },
          "desk",
        );
      }),
      { parse: "none" },
    )
    .post(
      "/admin/orders/:number/hold",
      workOn((order) => desk.hold(order.id, "desk")),
      { parse: "none" },
    )
    .post(
      "/admin/orders/:number/confirm",
      workOn((order) => desk.confirm(order.id, "desk")),
      { parse: "none" },
    );
}

const noSuchOrder = plainPage("No such order", "There is no order of this number.");

/** The units of each line that a form asks for, as `quantity.li_…`. */
function unitsIn(form: URLSearchParams): readonly LineItemReference[] {
  return [...form].flatMap(([name, value]) => {
    const [, id] = /^quantity\.(.+)$/.exec(name) ?? [];
    return id === undefined || value === "" || value === "0"
      ? []
      : [{ id: asId<LineItemId>(id), quantity: Number(value) }];
  });
}

/** What somebody wrote into a field; `undefined` when they left it empty. */
function said(form: URLSearchParams, name: string): string | undefined {
  return form.get(name)?.trim().slice(0, 1000) || undefined;
}
