import type { Wire } from "../wire.ts";
import { ErrorUntil20260130, errorEncoder, errorsUntil20260130 } from "../words/errors.ts";
import { type PathWords, pathSpeller } from "../words/path-words.ts";
import { checkout } from "./checkout.ts";

const paths: PathWords = {
  lineItems: "items",
  lineItemFields: { id: "product_id", quantity: "quantity" },
  details: "$.shipping_address",
  address: "$.shipping_address",
  selection: "$.shipping_option_id",
  discountCodes: "$.discount_codes",
  token: "$.payment_token",
};

/** How the guides' dialect answers: checkouts of its own, errors as the first version of ACP has them. */
export const guideWords: Pick<Wire, "session" | "declineAnswer" | "error"> = {
  session: checkout,
  declineAnswer: "error",
  error: {
    schema: ErrorUntil20260130,
    encode: errorEncoder({ ...errorsUntil20260130, path: pathSpeller(paths) }),
  },
};
