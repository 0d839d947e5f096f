import type { DeclineReason } from "../problem.ts";

/** What the buyer may hear of a decline. Only reasons the buyer can act on are specific. */
export const declineWords: Readonly<Record<DeclineReason, string>> = {
  declined: "The payment was declined. Ask the buyer for another payment method and complete again.",
  insufficient_funds:
    "The payment was declined for insufficient funds. Ask the buyer for another payment method and complete again.",
  expired_card:
    "The payment was declined because the card has expired. Ask the buyer for another card and complete again.",
  incorrect_cvc:
    "The payment was declined because the security code is wrong. Ask the buyer to check it and complete again.",
  over_limit:
    "The payment was declined because the authorised amount is below the total. Delegate a new token for the whole total and complete again.",
  currency_mismatch:
    "The payment was declined because the token is for another currency. Delegate a new token in the session's currency and complete again.",
  token_expired:
    "The payment was declined because the token has expired. Delegate a new one and complete again.",
  token_used: "The payment was declined because the token is used up. Delegate a new one and complete again.",
  token_revoked:
    "The payment was declined because the token was revoked. Delegate a new one and complete again.",
  requires_3ds:
    "The payment was declined because the issuer asks for authentication. Ask the buyer for another payment method and complete again.",
  authentication_failed:
    "The payment was declined because authentication failed. Ask the buyer for another payment method and complete again.",
  amount_too_small:
    "The total is too small for a card payment; nothing was charged. Add something to the cart and complete again.",
  amount_too_large:
    "The total is too large for one card payment; nothing was charged. Take something out of the cart and complete again.",
  email_refused:
    "The payment provider refuses the buyer's e-mail address; nothing was charged. Update the session with another and complete again.",
  risk_blocked: "The payment was declined. Ask the buyer for another payment method and complete again.",
};
