import type { Wire } from "../wire.ts";
import { agentRequestsSince20260130 } from "../words/agent-requests-since-20260130.ts";
import { cancelSince20251212 } from "../words/cancel.ts";
import { cartsSince20260417 } from "../words/carts.ts";
import { delegatedPaymentOf } from "../words/delegated-payment.ts";
import { ErrorSince20260417, errorEncoder, errorsSince20260417 } from "../words/errors.ts";
import { orderEventSince20260417 } from "../words/order-event-since-20260417.ts";
import { pathSpeller } from "../words/path-words.ts";
import { requestPathsSince20260130 } from "../words/paths.ts";
import { completeSince20260417, updateSince20260417 } from "../words/requests-since-20260417.ts";
import { session } from "../words/session-since-20260417.ts";
import { create } from "./requests.ts";

const path = pathSpeller(requestPathsSince20260130);
const encodeError = errorEncoder({ ...errorsSince20260417, path });

/**
 * What is agreed on for the next release: suggested prices. Answers are those of
 * 2026-04-17 and name that version, since `protocol.version` must be a date. May change at any time.
 */
export const wireUnreleased: Wire = {
  version: "unreleased",
  requiresIdempotencyKey: true,
  declineAnswer: "session",
  create,
  update: updateSince20260417,
  complete: completeSince20260417,
  cancel: cancelSince20251212,
  session,
  carts: cartsSince20260417,
  orderEvent: orderEventSince20260417,
  error: { schema: ErrorSince20260417, encode: encodeError },
  delegatedPayment: delegatedPaymentOf({
    iinDigits: 8,
    leastRiskSignals: 0,
    knowsIdempotencyCodes: true,
    error: encodeError,
  }),
  path,
  agentRequests: agentRequestsSince20260130,
};
