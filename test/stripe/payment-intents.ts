import { checkAmount } from "./amounts.ts";
import type { Books, Charge, GrantedToken, PaymentIntent } from "./books.ts";
import { type Card, cards } from "./cards.ts";
import { type Account, type Endpoint, page } from "./endpoint.ts";
import type { FormParameters } from "./form-body.ts";
import { checkToken, findToken } from "./granted-tokens.ts";
import { chargeObject, intentObject, tokenObject } from "./objects.ts";
import { hash, required, type ShapeOf, text, texts } from "./parameters.ts";
import { invalidRequest, noSuch, StripeProblem } from "./problem.ts";

/** How long a card's authorisation lasts, seconds. */
const AUTHORISED_FOR = 7 * 24 * 3600;

const address: ShapeOf = {
  city: "text",
  country: "text",
  line1: "text",
  line2: "text",
  postal_code: "text",
  state: "text",
};

const createParameters: ShapeOf = {
  amount: "integer",
  automatic_payment_methods: { allow_redirects: "text", enabled: "boolean" },
  capture_method: "text",
  confirm: "boolean",
  confirmation_method: "text",
  currency: "text",
  description: "text",
  error_on_requires_action: "boolean",
  expand: ["text"],
  hooks: { inputs: { tax: { calculation: "text" } } },
  metadata: "open",
  payment_method: "text",
  payment_method_data: { shared_payment_granted_token: "text" },
  payment_method_options: {
    card: {
      three_d_secure: {
        ares_trans_status: "text",
        cryptogram: "text",
        electronic_commerce_indicator: "text",
        transaction_id: "text",
        version: "text",
      },
    },
  },
  payment_method_types: ["text"],
  receipt_email: "text",
  return_url: "text",
  shipping: { address, carrier: "text", name: "text", phone: "text", tracking_number: "text" },
  statement_descriptor_suffix: "text",
};

export const paymentIntentEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v1/payment_intents",
    parameters: createParameters,
    stableParameters: { payment_method_data: { type: "text" } },
    answer: create,
  },
  {
    method: "GET",
    path: "/v1/payment_intents/:id",
    parameters: { expand: ["text"] },
    answer: ({ books }, id, parameters) => expanded(findIntent(books, id), parameters),
  },
  {
    method: "GET",
    path: "/v1/payment_intents",
    parameters: {
      created: { gt: "integer", gte: "integer", lt: "integer", lte: "integer" },
      customer: "text",
      ending_before: "text",
      expand: ["text"],
      limit: "integer",
      starting_after: "text",
    },
    answer: ({ books }, _, parameters) => {
      const { gte = "0", lte = "9999999999" } = hash(parameters, "created");
      const found = [...books.intents.values()]
        .filter(({ created }) => created >= Number(gte) && created <= Number(lte))
        .reverse()
        .map((intent) => expanded(intent, parameters, "data."));
      return page("/v1/payment_intents", found, parameters);
    },
  },
  {
    method: "POST",
    path: "/v1/payment_intents/:id/capture",
    parameters: {
      amount_to_capture: "integer",
      expand: ["text"],
      final_capture: "boolean",
      metadata: "open",
      statement_descriptor_suffix: "text",
    },
    answer: capture,
  },
  {
    method: "POST",
    path: "/v1/payment_intents/:id/cancel",
    parameters: { cancellation_reason: "text", expand: ["text"] },
    answer(account, id, parameters) {
      const intent = findIntent(account.books, id);
      // docs.stripe.com/api/payment_intents/cancel: "You can't cancel the PaymentIntent for a Checkout Session. Expire the
      // Checkout Session instead." Money that is only authorised is let go all the same (docs.stripe.com/payments/
      // place-a-hold-on-a-payment-method, "Cancel the authorization").
      if (intent.isOfSession && intent.status !== "requires_capture")
        throw invalidRequest(
          "You cannot perform this action on PaymentIntents created by Checkout. (Hint: The feature you are trying to use is deprecated.)",
        );
      if (!cancelable.has(intent.status)) {
        throw unexpectedState(
          `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_reauthorization, requires_confirmation, requires_action, processing.`,
          intent,
        );
      }
      cancelIntent(account, intent, text(parameters, "cancellation_reason"));
      return intentObject(intent);
    },
  },
];

const cancelable = new Set([
  "requires_payment_method",
  "requires_capture",
  "requires_confirmation",
  "requires_action",
]);

/** Ends an intent that has not taken money, as its seller, or Stripe at the end of an authorisation. */
export function cancelIntent(
  { events, books }: Account,
  intent: PaymentIntent,
  reason: string | undefined,
): void {
  intent.status = "canceled";
  intent.canceledAt = books.now();
  intent.cancellationReason = reason;
  events.tell("payment_intent.canceled", intentObject(intent));
}

/** Lets an intent that was `processing` or waited for its buyer succeed or fail, as the bank would later. */
export function finishIntent(account: Account, id: string, how: "succeeds" | "fails"): void {
  const intent = findIntent(account.books, id);
  if (how === "succeeds") {
    approve(account, intent);
    return;
  }
  intent.status = "requires_payment_method";
  intent.lastPaymentError = {
    type: "card_error",
    code: "card_declined",
    decline_code: "generic_decline",
    message: "Your card was declined.",
  };
  account.events.tell("payment_intent.payment_failed", intentObject(intent));
}

function create(account: Account, _: string, parameters: FormParameters): object {
  const { books, events } = account;
  const amount = Number(required(parameters, "amount"));
  const currency = required(parameters, "currency");
  if (amount < 1)
    throw invalidRequest(
      "This value must be greater than or equal to 1.",
      "amount",
      "parameter_invalid_integer",
    );
  checkAmount(amount, currency);
  if (amount < 50 && currency === "usd") {
    throw invalidRequest("Amount must be at least $0.50 usd", "amount", "amount_too_small");
  }
  if (amount > 99_999_999)
    throw invalidRequest("Amount must be no more than $999,999.99", "amount", "amount_too_large");
  const email = text(parameters, "receipt_email");
  if (email?.endsWith(".invalid"))
    throw invalidRequest(`Invalid email address: ${email}`, "receipt_email", "email_invalid");
  const { card, token } = meansOf(books, parameters, amount, currency);
  const { payment_method_data: _token, ...rest } = parameters;
  const intent: PaymentIntent = {
    id: books.id("pi"),
    amount,
    currency,
    captureMethod: text(parameters, "capture_method") === "manual" ? "manual" : "automatic",
    metadata: texts(parameters, "metadata"),
    description: text(parameters, "description"),
    parameters: rest,
    created: books.now(),
    card,
    token,
    status: card ? "requires_confirmation" : "requires_payment_method",
    amountReceived: 0,
    charge: undefined,
    lastPaymentError: undefined,
    canceledAt: undefined,
    cancellationReason: undefined,
  };
  books.intents.set(intent.id, intent);
  events.tell("payment_intent.created", intentObject(intent));
  if (text(parameters, "confirm") === "true") confirm(account, intent, parameters);
  return expanded(intent, parameters);
}

function meansOf(
  books: Books,
  parameters: FormParameters,
  amount: number,
  currency: string,
): { card?: Card; token?: GrantedToken } {
  const tokenId = text(hash(parameters, "payment_method_data"), "shared_payment_granted_token");
  if (tokenId !== undefined) {
    const token = findToken(books, tokenId, "payment_method_data[shared_payment_granted_token]");
    checkToken(token, amount, currency);
    return { card: token.card, token };
  }
  const method = text(parameters, "payment_method");
  if (method === undefined) return {};
  const card = cards[method] ?? books.paymentMethods.get(method);
  if (!card) throw noSuch("PaymentMethod", method, "payment_method");
  return { card };
}

/** Tries the intent's card. @throws StripeProblem when it is declined. */
export function confirm(account: Account, intent: PaymentIntent, parameters: FormParameters): void {
  const { card } = intent;
  if (!card)
    throw invalidRequest("You cannot confirm this PaymentIntent because it's missing a payment method.");
  const imported = hash(hash(hash(parameters, "payment_method_options"), "card"), "three_d_secure");
  switch (card.behaviour.kind) {
    case "approves":
      approve(account, intent);
      return;
    case "processes":
      intent.status = "processing";
      account.events.tell("payment_intent.processing", intentObject(intent));
      return;
    case "declines": {
      const { code, declineCode, message } = card.behaviour;
      throw decline(account, intent, code, message, declineCode);
    }
    case "wants_3ds":
      if (text(imported, "cryptogram") !== undefined) {
        approve(account, intent);
        return;
      }
      if (text(parameters, "error_on_requires_action") === "true") {
        throw decline(
          account,
          intent,
          "authentication_required",
          "Your card was declined. This transaction requires authentication.",
          "authentication_required",
        );
      }
      intent.status = "requires_action";
      account.events.tell("payment_intent.requires_action", intentObject(intent));
  }
}

/** Refuses the card: the intent stays, waiting for another, and the answer is a 402 that is stored for its key. */
function decline(
  { books, events }: Account,
  intent: PaymentIntent,
  code: string,
  message: string,
  declineCode: string | undefined,
): StripeProblem {
  intent.charge = newCharge(books, intent, false);
  intent.status = "requires_payment_method";
  const error = {
    type: "card_error",
    code,
    ...(declineCode !== undefined && { decline_code: declineCode }),
    message,
    charge: intent.charge.id,
  };
  intent.lastPaymentError = error;
  events.tell("charge.failed", chargeObject(intent.charge));
  events.tell("payment_intent.payment_failed", intentObject(intent));
  return new StripeProblem(402, { ...error, payment_intent: intentObject(intent) }, true);
}

function approve(account: Account, intent: PaymentIntent): void {
  const { books, events } = account;
  const charge = newCharge(books, intent, true);
  intent.charge = charge;
  intent.lastPaymentError = undefined;
  if (intent.captureMethod === "manual") {
    intent.status = "requires_capture";
    events.tell("payment_intent.amount_capturable_updated", intentObject(intent));
  } else {
    take(account, intent, charge, intent.amount);
  }
  useUp(account, intent);
}

/** A token serves one charge. */
function useUp({ books, events }: Account, { token, amount }: PaymentIntent): void {
  if (!token) return;
  token.captured += amount;
  token.deactivatedAt = books.now();
  token.deactivatedReason = "consumed";
  events.tell("shared_payment.granted_token.used", tokenObject(token));
}

function take({ events }: Account, intent: PaymentIntent, charge: Charge, amount: number): void {
  charge.captured = true;
  charge.amountCaptured = amount;
  intent.status = "succeeded";
  intent.amountReceived = amount;
  events.tell("charge.succeeded", chargeObject(charge));
  events.tell("payment_intent.succeeded", intentObject(intent));
}

function newCharge(books: Books, intent: PaymentIntent, paid: boolean): Charge {
  const charge: Charge = {
    id: books.id("ch"),
    intent,
    created: books.now(),
    captureBefore: intent.captureMethod === "manual" ? books.now() + AUTHORISED_FOR : undefined,
    paid,
    captured: false,
    amountCaptured: 0,
    amountRefunded: 0,
  };
  books.charges.set(charge.id, charge);
  return charge;
}

function capture(account: Account, id: string, parameters: FormParameters): object {
  const intent = findIntent(account.books, id);
  if (intent.status !== "requires_capture" || !intent.charge) {
    throw unexpectedState(
      `This PaymentIntent could not be captured because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`,
      intent,
    );
  }
  const amount = Number(text(parameters, "amount_to_capture") ?? intent.amount);
  if (amount > intent.amount) {
    throw invalidRequest(
      "The amount_to_capture parameter is greater than the amount that can be captured.",
      "amount_to_capture",
      "amount_too_large",
    );
  }
  checkAmount(amount, intent.currency, "amount_to_capture");
  take(account, intent, intent.charge, amount);
  return expanded(intent, parameters);
}

export function findIntent(books: Books, id: string): PaymentIntent {
  const intent = books.intents.get(id);
  if (!intent) throw noSuch("payment_intent", id, "intent");
  return intent;
}

function unexpectedState(message: string, intent: PaymentIntent): StripeProblem {
  return new StripeProblem(400, {
    type: "invalid_request_error",
    code: "payment_intent_unexpected_state",
    message,
    payment_intent: intentObject(intent),
  });
}

/** The intent with its charge in place of the charge's id, where that was asked for. */
function expanded(intent: PaymentIntent, parameters: FormParameters, prefix = "") {
  const { expand } = parameters;
  const object = intentObject(intent);
  const wanted = Array.isArray(expand) && expand.includes(`${prefix}latest_charge`);
  return wanted && intent.charge ? { ...object, latest_charge: chargeObject(intent.charge) } : object;
}
