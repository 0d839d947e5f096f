import type { Wire } from "../wire.ts";
import { agentRequestsUntil20260116 } from "../words/agent-requests-until-20260116.ts";
import { cancelSince20251212 } from "../words/cancel.ts";
import { delegatedPaymentOf } from "../words/delegated-payment.ts";
import { ErrorUntil20260130, errorEncoder, errorsUntil20260130 } from "../words/errors.ts";
import { orderEventUntil20260130 } from "../words/order-event-until-20260130.ts";
import { pathSpeller } from "../words/path-words.ts";
import { requestPathsUntil20260116 } from "../words/paths.ts";
import { createOf20251212, updateOf20251212 } from "../words/requests-until-20260116.ts";
import { complete } from "./requests.ts";
import { encodeSession, Session } from "./session.ts";

const path = pathSpeller(requestPathsUntil20260116);
const encodeError = errorEncoder({ ...errorsUntil20260130, path });

/** Names the merchant's account and gives each option its own totals; authentication outcomes have other words. */
export const wire20260116: Wire = {
  version: "2026-01-16",
  requiresIdempotencyKey: false,
  declineAnswer: "error",
  create: createOf20251212,
  update: updateOf20251212,
  complete,
  cancel: cancelSince20251212,
  session: { schema: Session, encode: encodeSession },
  orderEvent: orderEventUntil20260130,
  error: { schema: ErrorUntil20260130, encode: encodeError },
  delegatedPayment: delegatedPaymentOf({
    iinDigits: 8,
    leastRiskSignals: 1,
    knowsIdempotencyCodes: false,
    error: encodeError,
  }),
  path,
  agentRequests: agentRequestsUntil20260116,
};
