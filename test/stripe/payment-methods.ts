import type { Books, CardToken } from "./books.ts";
import { type Card, cards } from "./cards.ts";
import type { Endpoint } from "./endpoint.ts";
import { hash, required } from "./parameters.ts";
import { invalidRequest, noSuch, StripeProblem } from "./problem.ts";

/** Tokens that Stripe knows in test mode, which serve as often as one likes. */
const testTokens: Readonly<Record<string, CardToken>> = Object.fromEntries(
  [
    ["tok_visa", "pm_card_visa"],
    ["tok_chargeDeclined", "pm_card_chargeDeclined"],
  ].flatMap(([id = "", method = ""]) => {
    const card = cards[method];
    return card ? [[id, { card, isUsed: false }]] : [];
  }),
);

/** Payment methods made of tokens, each of which makes one. */
export const paymentMethodEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v1/payment_methods",
    parameters: { type: "text", card: { token: "text" }, metadata: "open" },
    answer({ books }, _, parameters) {
      if (required(parameters, "type") !== "card") throw invalidRequest("Invalid type: must be card", "type");
      const id = required(hash(parameters, "card"), "token");
      const token = books.cardTokens.get(id) ?? testTokens[id];
      if (!token) throw noSuch("token", id, "card[token]");
      if (token.isUsed)
        throw invalidRequest(
          `You cannot use a Stripe token more than once: ${id}.`,
          "card[token]",
          "token_already_used",
        );
      if (!Object.hasOwn(testTokens, id)) token.isUsed = true;
      const { behaviour } = token.card;
      if (behaviour.kind === "declines" && behaviour.code === "incorrect_number")
        throw new StripeProblem(402, {
          type: "card_error",
          code: behaviour.code,
          message: behaviour.message,
        });
      const method = books.id("pm");
      books.paymentMethods.set(method, token.card);
      const { brand, last4 } = token.card;
      return {
        id: method,
        object: "payment_method",
        type: "card",
        card: { brand, last4, wallet: { type: "google_pay", google_pay: {} } },
        customer: null,
        livemode: false,
      };
    },
  },
];

/**
 * What Google Pay gives an agent for a shop whose gateway is Stripe: a token of Stripe's, as JSON.
 *
 * @param method the card in the buyer's wallet, one of the test cards.
 */
export function googlePayPayload(books: Books, method = "pm_card_visa"): string {
  const card: Card | undefined = cards[method];
  if (!card) throw new Error(`there is no test card ${method}`);
  const id = books.id("tok");
  books.cardTokens.set(id, { card, isUsed: false });
  return JSON.stringify({
    id,
    object: "token",
    card: { object: "card", brand: card.brand, last4: card.last4, tokenization_method: "android_pay" },
    created: books.now(),
    livemode: false,
    type: "card",
    used: false,
  });
}
