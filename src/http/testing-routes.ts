import { Elysia } from "elysia";
import type { Escalation } from "../checkout/escalate.ts";
import { asId, type OrderId, type SessionId } from "../ids.ts";
import type { Currency } from "../money.ts";
import type { OrderService } from "../orders/order-service.ts";
import { explainRefusal } from "../orders/refusal.ts";
import { contextOf } from "./request-context.ts";
import { respondJson } from "./respond.ts";
import { isSameSecret } from "./same-secret.ts";

/** What those routes do. */
export interface TestedShop {
  readonly orderService: Pick<OrderService, "work">;
  readonly currency: Currency;
  /** Has a checkout say that only its buyer can go on. */
  readonly escalate: (id: SessionId) => Promise<Escalation>;
}

/** An answer before it is sent: its status, and its body. */
type Answer = readonly [status: number, body: object];

/**
 * What conformance suites ask a shop to do that its merchant or a bank does (UCP's suite: `/testing/simulate-shipping`).
 * Refused to whoever does not send the secret as `Simulation-Secret`: 403, whatever else is wrong.
 *
 * @param secret absent: there are no such routes.
 */
export function testingRoutes(secret: string | undefined, shop: TestedShop) {
  if (secret === undefined) return [];
  const asked = async (request: Request, work: () => Promise<Answer>) => {
    const sent = request.headers.get("simulation-secret");
    const [status, body] =
      sent !== null && isSameSecret(sent, secret)
        ? await work()
        : [403, refusal("forbidden", "Send TESTING_SECRET as Simulation-Secret.")];
    return respondJson(contextOf(request), status, JSON.stringify(body));
  };
  return [
    new Elysia({ normalize: false })
      .post("/testing/simulate-shipping/:order", ({ request, params }) =>
        asked(request, () => ship(shop, asId<OrderId>(params.order))),
      )
      .post("/testing/simulate-escalation/:checkout", ({ request, params }) =>
        asked(request, () => escalate(shop, asId<SessionId>(params.checkout))),
      ),
  ];
}

async function ship({ orderService, currency }: TestedShop, id: OrderId): Promise<Answer> {
  const shipped = await orderService.work(id, { kind: "ship" }, "checkstand");
  if (shipped.ok) return [200, { id, status: "shipped" }];
  const { kind } = shipped.refusal;
  return [kind === "unknown_order" ? 404 : 409, refusal(kind, explainRefusal(shipped.refusal, currency))];
}

async function escalate(shop: TestedShop, id: SessionId): Promise<Answer> {
  const came = await shop.escalate(id);
  switch (came) {
    case "escalated":
      return [200, { id, status: "requires_escalation" }];
    case "unknown_session":
      return [404, refusal(came, "There is no such checkout.")];
    case "not_ready":
      return [409, refusal(came, "Only a checkout that is ready to be paid can be escalated.")];
  }
}

/** The flat shape that errors have everywhere here. */
function refusal(code: string, message: string): object {
  return { type: "invalid_request", code, message };
}
