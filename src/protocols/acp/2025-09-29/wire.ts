import type { Wire } from "../wire.ts";
import { delegatedPaymentOf } from "../words/delegated-payment.ts";
import { ErrorUntil20260130, errorEncoder, errorsUntil20260130 } from "../words/errors.ts";
import { orderEventUntil20260130 } from "../words/order-event-until-20260130.ts";
import { pathSpeller } from "../words/path-words.ts";
import { requestPathsOf20250929 } from "../words/paths.ts";

import { agentRequests } from "./agent-requests.ts";
import { cancel, complete, create, update } from "./requests.ts";
import { encodeSession, Session } from "./session.ts";

const path = pathSpeller(requestPathsOf20250929);
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
  orderEvent: orderEventUntil20260130,
  error: { schema: ErrorUntil20260130, encode: encodeError },
  delegatedPayment: delegatedPaymentOf({
    iinDigits: 6,
    leastRiskSignals: 1,
    knowsIdempotencyCodes: false,
    error: encodeError,
  }),
  path,
  agentRequests,
};
