import type { Books, GrantedToken } from "./books.ts";
import { cards } from "./cards.ts";
import type { Endpoint } from "./endpoint.ts";
import { tokenObject } from "./objects.ts";
import { hash, required, text, texts } from "./parameters.ts";
import { invalidRequest, noSuch } from "./problem.ts";

/** What sellers and tests may do with shared payment tokens. */
export const grantedTokenEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v1/test_helpers/shared_payment/granted_tokens",
    previewOnly: true,
    parameters: {
      payment_method: "text",
      customer: "text",
      shared_metadata: "open",
      usage_limits: { currency: "text", expires_at: "integer", max_amount: "integer" },
    },
    answer({ books, events }, _, parameters) {
      const card = cards[required(parameters, "payment_method")];
      if (!card) throw noSuch("PaymentMethod", required(parameters, "payment_method"), "payment_method");
      const limits = hash(parameters, "usage_limits");
      const token: GrantedToken = {
        id: books.id("spt"),
        card,
        currency: required(limits, "currency"),
        maxAmount: Number(required(limits, "max_amount")),
        expiresAt: Number(text(limits, "expires_at") ?? books.now() + 3600),
        sharedMetadata: texts(parameters, "shared_metadata"),
        created: books.now(),
        deactivatedAt: undefined,
        deactivatedReason: undefined,
        captured: 0,
      };
      books.tokens.set(token.id, token);
      events.tell("shared_payment.granted_token.created", tokenObject(token));
      return tokenObject(token);
    },
  },
  {
    method: "POST",
    path: "/v1/test_helpers/shared_payment/granted_tokens/:id/revoke",
    previewOnly: true,
    parameters: {},
    answer({ books, events }, id) {
      const token = findToken(books, id, "id");
      token.deactivatedAt ??= books.now();
      token.deactivatedReason ??= "revoked";
      events.tell("shared_payment.granted_token.deactivated", tokenObject(token));
      return tokenObject(token);
    },
  },
  {
    method: "GET",
    path: "/v1/shared_payment/granted_tokens/:id",
    previewOnly: true,
    parameters: {},
    answer: ({ books }, id) => tokenObject(findToken(books, id, "id")),
  },
];

/** The token as it stands now: one past its time is deactivated by being looked at. */
export function findToken(books: Books, id: string, param: string): GrantedToken {
  const token = books.tokens.get(id);
  if (!token) throw noSuch("shared_payment_granted_token", id, param);
  if (token.deactivatedAt === undefined && token.expiresAt <= books.now()) {
    token.deactivatedAt = token.expiresAt;
    token.deactivatedReason = "expired";
  }
  return token;
}

/** Refuses what the token does not cover, with Stripe's messages, which carry no code. */
export function checkToken(token: GrantedToken, amount: number, currency: string): void {
  const param = "payment_method_data[shared_payment_granted_token]";
  if (token.deactivatedAt !== undefined) {
    throw invalidRequest(
      `The shared payment granted token ${token.id} is already in a deactivated state and cannot be used.`,
      param,
    );
  }
  if (token.currency !== currency) {
    throw invalidRequest(
      `The currency ${currency} does not match the currency of this shared payment granted token, ${token.currency}.`,
      param,
    );
  }
  if (amount > token.maxAmount - token.captured) {
    throw invalidRequest(
      `The amount ${amount} is greater than the remaining amount capturable with this shared payment granted token.`,
      param,
    );
  }
}
