import type { Wire } from "../wire.ts";
import { agentRequestsSince20260130 } from "../words/agent-requests-since-20260130.ts";
import { cancelSince20251212 } from "../words/cancel.ts";
import { delegatedPaymentOf } from "../words/delegated-payment.ts";
import { ErrorUntil20260130, errorEncoder, errorsUntil20260130 } from "../words/errors.ts";
import { orderEventUntil20260130 } from "../words/order-event-until-20260130.ts";
import { pathSpeller } from "../words/path-words.ts";
import { requestPathsSince20260130 } from "../words/paths.ts";

import { complete, create, update } from "./requests.ts";
import { session } from "./session.ts";

const path = pathSpeller(requestPathsSince20260130);
const encodeError = errorEncoder({ ...errorsUntil20260130, path });

/** Line items without quantities of their own, negotiated capabilities, payment handlers, discounts, warnings. */
export const wire20260130: Wire = {
  version: "2026-01-30",
  requiresIdempotencyKey: false,
  declineAnswer: "session",
  create,
  update,
  complete,
  cancel: cancelSince20251212,
  session,
  orderEvent: orderEventUntil20260130,
  error: { schema: ErrorUntil20260130, encode: encodeError },
  delegatedPayment: delegatedPaymentOf({
    iinDigits: 6,
    leastRiskSignals: 1,
    knowsIdempotencyCodes: false,
    error: encodeError,
  }),
  path,
  agentRequests: agentRequestsSince20260130,
};
