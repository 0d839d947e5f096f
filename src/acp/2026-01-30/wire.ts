import { delegatedPaymentOf } from "../2025-09-29/delegated-payment.ts";
import { orderEvent } from "../2025-09-29/order-event.ts";
import { cancel } from "../2025-12-12/requests.ts";
import { ErrorUntil20260130, errorEncoder, errorsUntil20260130 } from "../errors.ts";
import { pathSpeller } from "../shared/paths.ts";
import type { Wire } from "../wire.ts";
import { wordsOfRequests } from "./paths.ts";
import { complete, create, update } from "./requests.ts";
import { session } from "./session.ts";

const path = pathSpeller(wordsOfRequests);
const encodeError = errorEncoder({ ...errorsUntil20260130, path });

/** Line items without quantities of their own, negotiated capabilities, payment handlers, discounts, warnings. */
export const wire20260130: Wire = {
  version: "2026-01-30",
  requiresIdempotencyKey: false,
  declineAnswer: "session",
  create,
  update,
  complete,
  cancel,
  session,
  orderEvent,
  error: { schema: ErrorUntil20260130, encode: encodeError },
  delegatedPayment: delegatedPaymentOf({
    iinDigits: 6,
    leastRiskSignals: 1,
    knowsIdempotencyCodes: false,
    error: encodeError,
  }),
  path,
};
