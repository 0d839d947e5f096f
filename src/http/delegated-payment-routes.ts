import { Elysia } from "elysia";
import type { DelegatedPaymentOperations } from "../protocols/acp/delegated-payment-operations.ts";
import type { Wire } from "../protocols/acp/wire.ts";
import { type BodyReading, bodyReader, respondAnswer } from "./acp-request.ts";
import { documentDelegatedPayment } from "./docs/delegated-payment.ts";
import { admittedContextOf } from "./request-context.ts";
import { delegatedPaymentPath } from "./respond.ts";

export interface DelegatedPaymentServices extends BodyReading {
  /** Only the sandbox makes tokens of cards: without it there is no such route. */
  readonly delegatedPayments?: DelegatedPaymentOperations | undefined;
}

/** The sandbox's payment service, in one version. Requests must have passed admission. */
export function delegatedPaymentRoutes(
  wire: Wire,
  operations: DelegatedPaymentOperations,
  reading: BodyReading,
) {
  const read = bodyReader(wire, reading);
  return new Elysia({ normalize: false }).post(
    delegatedPaymentPath,
    async ({ request, body }) => {
      const context = admittedContextOf(request);
      const { agent, idempotencyKey } = context;
      return respondAnswer(context, await operations.delegate({ wire, agent, idempotencyKey, body }));
    },
    {
      parse: [read(delegatedPaymentPath, "required", wire.delegatedPayment.delegate.schema), "json"],
      body: wire.delegatedPayment.delegate.schema,
      detail: documentDelegatedPayment(wire),
    },
  );
}
