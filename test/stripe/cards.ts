/** How a test card behaves. The names are Stripe's own test payment methods, but for those with `standin` in them. */
export interface Card {
  readonly brand: "visa" | "mastercard" | "amex" | "discover";
  readonly last4: string;
  readonly behaviour:
    | { readonly kind: "approves" }
    | {
        readonly kind: "declines";
        readonly code: string;
        readonly declineCode?: string;
        readonly message: string;
      }
    | { readonly kind: "wants_3ds" }
    /** The bank takes its time: `processing` until the test says how it ended. */
    | { readonly kind: "processes" };
}

function declines(code: string, message: string, declineCode?: string): Card {
  return {
    brand: "visa",
    last4: "0002",
    behaviour: { kind: "declines", code, message, ...(declineCode !== undefined && { declineCode }) },
  };
}

const declined = "Your card was declined.";

/** By payment method id. */
export const cards: Readonly<Record<string, Card>> = {
  pm_card_visa: { brand: "visa", last4: "4242", behaviour: { kind: "approves" } },
  pm_card_mastercard: { brand: "mastercard", last4: "4444", behaviour: { kind: "approves" } },
  pm_card_amex: { brand: "amex", last4: "8431", behaviour: { kind: "approves" } },
  pm_card_discover: { brand: "discover", last4: "9424", behaviour: { kind: "approves" } },
  pm_card_chargeDeclined: declines("card_declined", declined, "generic_decline"),
  pm_card_visa_chargeDeclined: declines("card_declined", declined, "generic_decline"),
  pm_card_visa_chargeDeclinedInsufficientFunds: declines(
    "card_declined",
    "Your card has insufficient funds.",
    "insufficient_funds",
  ),
  pm_card_visa_chargeDeclinedLostCard: declines("card_declined", declined, "lost_card"),
  pm_card_visa_chargeDeclinedStolenCard: declines("card_declined", declined, "stolen_card"),
  pm_card_visa_chargeDeclinedFraudulent: declines("card_declined", declined, "fraudulent"),
  pm_card_chargeDeclinedExpiredCard: declines("expired_card", "Your card has expired."),
  pm_card_chargeDeclinedIncorrectCvc: declines("incorrect_cvc", "Your card's security code is incorrect."),
  pm_card_chargeDeclinedProcessingError: declines(
    "processing_error",
    "An error occurred while processing your card. Try again in a little bit.",
  ),
  /** Refused when a payment method is made of it already. */
  pm_standin_incorrectNumber: declines("incorrect_number", "Your card number is incorrect."),
  pm_card_authenticationRequired: { brand: "visa", last4: "3184", behaviour: { kind: "wants_3ds" } },
  pm_card_threeDSecure2Required: { brand: "mastercard", last4: "3220", behaviour: { kind: "wants_3ds" } },
  pm_standin_processing: { brand: "visa", last4: "7777", behaviour: { kind: "processes" } },
};
