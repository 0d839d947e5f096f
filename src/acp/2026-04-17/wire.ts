import { delegatedPaymentOf } from "../2025-09-29/delegated-payment.ts";
import { cancel } from "../2025-12-12/requests.ts";
import { wordsOfRequests } from "../2026-01-30/paths.ts";
import { ErrorSince20260417, errorEncoder, errorsSince20260417 } from "../errors.ts";
import { pathSpeller } from "../shared/paths.ts";
import type { Wire } from "../wire.ts";
import { carts } from "./carts.ts";
import { orderEvent } from "./order-event.ts";
import { complete, create, update } from "./requests.ts";
import { session } from "./session.ts";

const path = pathSpeller(wordsOfRequests);
const encodeError = errorEncoder({ ...errorsSince20260417, path });

/** Idempotency keys required; whole orders, marketing consent, order notes, companies in addresses. */
export const wire20260417: Wire = {
  version: "2026-04-17",
  requiresIdempotencyKey: true,
  declineAnswer: "session",
  create,
  update,
  complete,
  cancel,
  session,
  carts,
  orderEvent,
  error: { schema: ErrorSince20260417, encode: encodeError },
  delegatedPayment: delegatedPaymentOf({
    iinDigits: 8,
    leastRiskSignals: 0,
    knowsIdempotencyCodes: true,
    error: encodeError,
  }),
  path,
};
