import { Elysia } from "elysia";
import { asId, type OrderId } from "../ids.ts";
import type { Currency } from "../money.ts";
import type { OrderService } from "../orders/order-service.ts";
import { explainRefusal } from "../orders/refusal.ts";
import { contextOf } from "./request-context.ts";
import { respondJson } from "./respond.ts";
import { isSameSecret } from "./same-secret.ts";

/**
 * What conformance suites ask a shop to do that its merchant does by hand (UCP's suite: `/testing/simulate-shipping`).
 * Refused to whoever does not send the secret as `Simulation-Secret`: 403, whatever else is wrong.
 *
 * @param secret absent: there are no such routes.
 */
export function testingRoutes(
  secret: string | undefined,
  orderService: Pick<OrderService, "work">,
  currency: Currency,
) {
  if (secret === undefined) return [];
  return [
    new Elysia({ normalize: false }).post(
      "/testing/simulate-shipping/:order",
      async ({ request, params }) => {
        const context = contextOf(request);
        const answer = (status: number, body: object) => respondJson(context, status, JSON.stringify(body));
        const sent = request.headers.get("simulation-secret");
        if (sent === null || !isSameSecret(sent, secret))
          return answer(403, refusal("forbidden", "Send TESTING_SECRET as Simulation-Secret."));
        const id = asId<OrderId>(params.order);
        const shipped = await orderService.work(id, { kind: "ship" }, "checkstand");
        if (shipped.ok) return answer(200, { id, status: "shipped" });
        const { kind } = shipped.refusal;
        return answer(
          kind === "unknown_order" ? 404 : 409,
          refusal(kind, explainRefusal(shipped.refusal, currency)),
        );
      },
    ),
  ];
}

/** The flat shape that errors have everywhere here. */
function refusal(code: string, message: string): object {
  return { type: "invalid_request", code, message };
}
