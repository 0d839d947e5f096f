import { Elysia } from "elysia";
import type { PaymentEvents } from "../checkout/payment-events.ts";
import { ProblemError } from "../problem.ts";
import { maxBodyBytes } from "./read-json.ts";
import { contextOf } from "./request-context.ts";
import { respondJson } from "./respond.ts";

/**
 * Where Stripe tells what happened. The signature is checked over the bytes as received, the event is kept, and that is
 * answered; acting on it is a job's. Stripe sends again whatever is not answered with 2xx.
 */
export function stripeWebhook(events: Pick<PaymentEvents, "receive">) {
  return new Elysia({ normalize: false }).post(
    "/webhooks/stripe",
    async ({ request }) => {
      const received = await events.receive(
        await contextOf(request).readBody(maxBodyBytes),
        request.headers.get("stripe-signature"),
      );
      if (received.kind === "refused")
        throw new ProblemError({ kind: "invalid_signature", detail: received.why });
      if (received.kind === "malformed")
        throw new ProblemError({ kind: "invalid", place: { at: "body" }, detail: received.why });
      return respondJson(contextOf(request), 200, '{"received":true}');
    },
    { parse: "none" },
  );
}
