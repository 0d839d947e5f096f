import type { Wire } from "../wire.ts";
import { delegatedPaymentOf } from "../words/delegated-payment.ts";
import { ErrorUntil20260130, errorEncoder, errorsUntil20260130 } from "../words/errors.ts";
import { orderEventUntil20260130 } from "../words/order-event-until-20260130.ts";
import { type PathWords, pathSpeller } from "../words/path-words.ts";
import { checkout } from "./checkout.ts";
import { cancel, complete, create, update } from "./requests.ts";

const words: PathWords = {
  lineItems: "items",
  lineItemFields: { id: "product_id", quantity: "quantity" },
  details: "$.shipping_address",
  address: "$.shipping_address",
  selection: "$.shipping_option_id",
  discountCodes: "$.discount_codes",
  token: "$.payment_token",
};

const path = pathSpeller(words);
const encodeError = errorEncoder({ ...errorsUntil20260130, path });

/**
 * The dialect of common implementation guides, which is no ACP version: other addresses (`/acp/checkout/create`), the
 * idempotency key in the body, five states. Its orders are told of as in the first version.
 */
export const wireOfGuides: Wire = {
  version: "2025-09-29",
  requiresIdempotencyKey: false,
  declineAnswer: "error",
  create,
  update,
  complete,
  cancel,
  session: checkout,
  orderEvent: orderEventUntil20260130,
  error: { schema: ErrorUntil20260130, encode: encodeError },
  delegatedPayment: delegatedPaymentOf({
    iinDigits: 6,
    leastRiskSignals: 1,
    knowsIdempotencyCodes: false,
    error: encodeError,
  }),
  path,
};
