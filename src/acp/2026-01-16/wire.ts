import { delegatedPaymentOf } from "../2025-09-29/delegated-payment.ts";
import { orderEvent } from "../2025-09-29/order-event.ts";
import { cancel, create, update } from "../2025-12-12/requests.ts";
import { wire20251212 } from "../2025-12-12/wire.ts";
import type { Wire } from "../wire.ts";
import { complete } from "./requests.ts";
import { encodeSession, Session } from "./session.ts";

/** Names the merchant's account and gives each option its own totals; authentication outcomes have other words. */
export const wire20260116: Wire = {
  version: "2026-01-16",
  requiresIdempotencyKey: false,
  declineAnswer: "error",
  create,
  update,
  complete,
  cancel,
  session: { schema: Session, encode: encodeSession },
  orderEvent,
  error: wire20251212.error,
  delegatedPayment: delegatedPaymentOf({
    iinDigits: 8,
    leastRiskSignals: 1,
    knowsIdempotencyCodes: false,
    error: wire20251212.error.encode,
  }),
  path: wire20251212.path,
};
