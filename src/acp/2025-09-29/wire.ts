import { ErrorUntil20260130, errorEncoder, errorsUntil20260130 } from "../errors.ts";
import { pathSpeller } from "../shared/paths.ts";
import type { Wire } from "../wire.ts";
import { delegatedPaymentOf } from "./delegated-payment.ts";
import { orderEvent } from "./order-event.ts";
import { wordsOfRequests } from "./paths.ts";
import { cancel, complete, create, update } from "./requests.ts";
import { encodeSession, Session } from "./session.ts";

const path = pathSpeller(wordsOfRequests);
const encodeError = errorEncoder({ ...errorsUntil20260130, path });

/** The first release: flat address, one fulfillment option id, five amounts a line. */
export const wire20250929: Wire = {
  version: "2025-09-29",
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
