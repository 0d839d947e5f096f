import { delegatedPaymentOf } from "../2025-09-29/delegated-payment.ts";
import { orderEvent } from "../2025-09-29/order-event.ts";
import { ErrorUntil20260130, errorEncoder, errorsUntil20260130 } from "../errors.ts";
import { pathSpeller } from "../shared/paths.ts";
import type { Wire } from "../wire.ts";
import { wordsOfRequests } from "./paths.ts";
import { cancel, complete, create, update } from "./requests.ts";
import { encodeSession, Session } from "./session.ts";

const path = pathSpeller(wordsOfRequests);
const encodeError = errorEncoder({ ...errorsUntil20260130, path });

/** Adds fulfillment details, split selections, richer lines, authentication, attribution and intent traces. */
export const wire20251212: Wire = {
  version: "2025-12-12",
  requiresIdempotencyKey: false,
  declineAnswer: "error",
  create,
  update,
  complete,
  cancel,
  session: { schema: Session, encode: encodeSession },
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
