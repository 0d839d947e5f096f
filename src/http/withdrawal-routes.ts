import { Elysia } from "elysia";
import type { Clock } from "../clock.ts";
import type { Order, OrderLineItem } from "../orders/order.ts";
import { permalinkOf } from "../orders/permalink.ts";
import { isWithdrawal, type Withdrawals, withdrawableLines } from "../orders/withdrawal.ts";
import type { Shop } from "../shop.ts";
import { languageOf } from "./pages/checkout/language.ts";
import { type Presentation, presentationFor } from "./pages/checkout/presentation.ts";
import { standingPage } from "./pages/checkout/standing-pages.ts";
import { readForm } from "./pages/form-body.ts";
import { type Page, pageReply } from "./pages/layout.ts";
import { confirmWithdrawalPage, withdrawalPage, withdrawnPage } from "./pages/withdrawal-page.ts";
import { contextOf } from "./request-context.ts";
import { respond } from "./respond.ts";

/** What withdrawing from a contract needs of the shop. */
export interface WithdrawalServices {
  readonly shop: Shop;
  readonly findOrder: (permalinkToken: string) => Promise<Order | undefined>;
  readonly withdrawals: Withdrawals;
  readonly clock: Clock;
}

/** Where a buyer in the EU withdraws from a contract, in two steps (Directive (EU) 2023/2673, article 1). */
export function withdrawalRoutes({ shop, findOrder, withdrawals, clock }: WithdrawalServices) {
  const show = (request: Request, page: Page, status = 200) =>
    respond(contextOf(request), pageReply(shop, page, status));

  /** The first step, or what stands in its place. */
  function begin(request: Request, order: Order, presentation: Presentation): Response {
    const done = order.adjustments.find(isWithdrawal);
    if (done) return show(request, withdrawnPage(order, done, permalinkOf(order, shop), presentation));
    const lines = withdrawableLines(order, clock.now());
    const { withdrawal } = presentation.words;
    return lines.length === 0
      ? show(request, standingPage(presentation, { title: withdrawal.title, text: withdrawal.nothing }), 409)
      : show(request, withdrawalPage(order, lines, presentation));
  }

  async function confirm(
    request: Request,
    order: Order,
    chosen: readonly OrderLineItem[],
  ): Promise<Response> {
    const answer = await withdrawals.withdraw(order.id, new Set(chosen.map(({ id }) => id)));
    return begin(
      request,
      answer.kind === "unknown" ? order : answer.order,
      presentationOf(shop, request, order),
    );
  }

  return new Elysia({ normalize: false })
    .get("/orders/:token/withdraw", async ({ request, params }) => {
      const order = await findOrder(params.token);
      const presentation = presentationOf(shop, request, order);
      return order ? begin(request, order, presentation) : show(request, unknownOrder(presentation), 404);
    })
    .post("/orders/:token/withdraw", async ({ request, params }) => {
      const order = await findOrder(params.token);
      const presentation = presentationOf(shop, request, order);
      if (!order) return show(request, unknownOrder(presentation), 404);
      const fields = await readForm(request);
      const named = new Set(fields.getAll("line"));
      const chosen = withdrawableLines(order, clock.now()).filter(({ id }) => named.has(id));
      if (chosen.length === 0) return begin(request, order, presentation);
      return fields.get("step") === "confirm"
        ? confirm(request, order, chosen)
        : show(request, confirmWithdrawalPage(order, chosen, presentation));
    });
}

function presentationOf(shop: Shop, request: Request, order: Order | undefined): Presentation {
  const language = languageOf(order?.locale, request.headers.get("accept-language"));
  return presentationFor(shop, order?.currency ?? shop.currency, language);
}

function unknownOrder(presentation: Presentation): Page {
  const { withdrawal } = presentation.words;
  return standingPage(presentation, { title: withdrawal.title, text: withdrawal.unknown });
}
