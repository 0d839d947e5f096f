import { wire20250929 } from "../2025-09-29/wire.ts";
import { ErrorUntil20260130, errorEncoder, errorsUntil20260130 } from "../errors.ts";
import { type PathWords, pathSpeller } from "../shared/paths.ts";
import type { Wire } from "../wire.ts";
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

/**
 * The dialect of common implementation guides, which is no ACP version: other addresses (`/acp/checkout/create`), the
 * idempotency key in the body, five states. Its orders are told of as in the first version.
 */
export const wireOfGuides: Wire = {
  ...wire20250929,
  create,
  update,
  complete,
  cancel,
  session: checkout,
  error: { schema: ErrorUntil20260130, encode: errorEncoder({ ...errorsUntil20260130, path }) },
  path,
};
