import { Elysia } from "elysia";
import type { PaymentEvents } from "../checkout/payment-events.ts";
import { ProblemError } from "../problem.ts";
import { maxBodyBytes } from "./read-json.ts";
import { contextOf } from "./request-context.ts";
import { respondJson } from "./respond.ts";

/**
 * Where a payment provider tells what happened, `/webhooks/stripe` for one. The signature is checked over the bytes as
 * received, the event is kept, and that is answered; acting on it is a job's. Providers send again whatever is not
 * answered with 2xx.
 *
 * @param signatureHeader in which the provider signs.
 */
export function providerWebhook(
  provider: string,
  signatureHeader: string,
  events: Pick<PaymentEvents, "receive">,
) {
  return new Elysia({ normalize: false }).post(
    `/webhooks/${provider}`,
    async ({ request }) => {
      const received = await events.receive(
        await contextOf(request).readBody(maxBodyBytes),
        request.headers.get(signatureHeader),
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
