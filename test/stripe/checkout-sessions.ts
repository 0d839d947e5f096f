import { checkAmount } from "./amounts.ts";
import type { Books, CheckoutSession, PaymentIntent } from "./books.ts";
import { cards } from "./cards.ts";
import { type Account, type Endpoint, page } from "./endpoint.ts";
import type { FormParameters } from "./form-body.ts";
import { chargeObject, checkoutSessionObject, intentObject } from "./objects.ts";
import { hash, isHash, list, required, type ShapeOf, text, texts } from "./parameters.ts";
import { confirm, finishIntent } from "./payment-intents.ts";
import { invalidRequest, noSuch, StripeProblem } from "./problem.ts";

/*
 * Checkout Sessions in `payment` mode, on Stripe's own page. Each rule names the page of the documentation it comes
 * from; where that has no words for a refusal, the words are made up, and nobody may rely on them.
 */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** docs.stripe.com/api/checkout/sessions/create, `line_items`: "there is a maximum of 100 line items". */
const MOST_LINES = 100;

const address: ShapeOf = {
  city: "text",
  country: "text",
  line1: "text",
  line2: "text",
  postal_code: "text",
  state: "text",
};

const createParameters: ShapeOf = {
  adaptive_pricing: { enabled: "boolean" },
  allow_promotion_codes: "boolean",
  allowed_payment_method_types: ["text"],
  automatic_tax: { enabled: "boolean" },
  cancel_url: "text",
  client_reference_id: "text",
  customer_email: "text",
  expand: ["text"],
  expires_at: "integer",
  line_items: [
    {
      price_data: {
        currency: "text",
        product_data: { description: "text", images: ["text"], metadata: "open", name: "text" },
        tax_behavior: "text",
        unit_amount: "integer",
      },
      quantity: "integer",
    },
  ],
  locale: "text",
  metadata: "open",
  mode: "text",
  payment_intent_data: {
    capture_method: "text",
    description: "text",
    metadata: "open",
    receipt_email: "text",
    shipping: { address, carrier: "text", name: "text", phone: "text", tracking_number: "text" },
    statement_descriptor: "text",
    statement_descriptor_suffix: "text",
  },
  payment_method_types: ["text"],
  success_url: "text",
};

export const checkoutSessionEndpoints: readonly Endpoint[] = [
  { method: "POST", path: "/v1/checkout/sessions", parameters: createParameters, answer: create },
  {
    method: "GET",
    path: "/v1/checkout/sessions/:id",
    parameters: { expand: ["text"] },
    answer: (account, id, parameters) => expanded(findSession(account, id), parameters),
  },
  {
    method: "GET",
    path: "/v1/checkout/sessions",
    parameters: { limit: "integer", payment_intent: "text", starting_after: "text", status: "text" },
    answer(account, _, parameters) {
      const wanted = text(parameters, "payment_intent");
      const found = [...account.books.checkoutSessions.values()]
        .filter(({ intent }) => wanted === undefined || intent?.id === wanted)
        .reverse()
        .map(checkoutSessionObject);
      return page("/v1/checkout/sessions", found, parameters);
    },
  },
  {
    method: "POST",
    path: "/v1/checkout/sessions/:id/expire",
    parameters: { expand: ["text"] },
    answer(account, id, parameters) {
      const session = findSession(account, id);
      // docs.stripe.com/api/checkout/sessions/expire: only while `open`.
      if (session.status !== "open")
        throw invalidRequest(
          `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
        );
      end(account, session);
      return expanded(session, parameters);
    },
  },
];

function create(account: Account, _: string, parameters: FormParameters): object {
  const { books, events } = account;
  if (required(parameters, "mode") !== "payment")
    throw invalidRequest("The stand-in knows the mode `payment` only.", "mode");
  const successUrl = required(parameters, "success_url");
  const expiresAt = Number(text(parameters, "expires_at") ?? books.now() + 24 * HOUR);
  checkExpiry(expiresAt - books.now());
  const email = text(parameters, "customer_email");
  if (email?.endsWith(".invalid"))
    throw invalidRequest(`Invalid email address: ${email}`, "customer_email", "email_invalid");
  const { amount, currency } = billOf(parameters);
  const session: CheckoutSession = {
    id: books.id("cs_test"),
    amount,
    currency,
    created: books.now(),
    expiresAt,
    metadata: texts(parameters, "metadata"),
    parameters,
    successUrl,
    pagesAt: account.pagesAt,
    status: "open",
    paymentStatus: "unpaid",
    intent: undefined,
  };
  books.checkoutSessions.set(session.id, session);
  events.tell("checkout.session.created", checkoutSessionObject(session));
  return expanded(session, parameters);
}

/** docs.stripe.com/api/checkout/sessions/create, `expires_at`: "anywhere from 30 minutes to 24 hours after creation". */
function checkExpiry(seconds: number): void {
  if (seconds < 30 * MINUTE)
    throw invalidRequest(
      "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
      "expires_at",
    );
  if (seconds > 24 * HOUR)
    throw invalidRequest(
      "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
      "expires_at",
    );
}

function billOf(parameters: FormParameters): { amount: number; currency: string } {
  const lines = list(parameters, "line_items").filter(isHash);
  // docs.stripe.com/api/checkout/sessions/create, `line_items`: required in this mode.
  if (lines.length === 0)
    throw invalidRequest("Missing required param: line_items.", "line_items", "parameter_missing");
  if (lines.length > MOST_LINES)
    throw invalidRequest(`line_items may have at most ${MOST_LINES} entries.`, "line_items");
  const bill = lines.map((line, index) => {
    const price = hash(line, "price_data");
    const param = `line_items[${index}][price_data]`;
    const unit = Number(required(price, "unit_amount"));
    // docs.stripe.com/api/checkout/sessions/create, `unit_amount`: "a non-negative integer".
    if (unit < 0)
      throw invalidRequest(
        "Invalid non-negative integer",
        `${param}[unit_amount]`,
        "parameter_invalid_integer",
      );
    required(hash(price, "product_data"), "name");
    const currency = required(price, "currency");
    checkAmount(unit, currency, `${param}[unit_amount]`);
    return { amount: unit * Number(text(line, "quantity") ?? 1), currency };
  });
  const currency = bill[0]?.currency ?? "";
  if (bill.some((line) => line.currency !== currency))
    throw invalidRequest("All line items must be in the same currency.", "line_items");
  const amount = bill.reduce((all, line) => all + line.amount, 0);
  // docs.stripe.com/currencies, "Minimum and maximum charge amounts". Nothing due is taken, and never becomes an intent.
  if (currency === "usd" && amount > 0 && amount < 50)
    throw invalidRequest(
      "The Checkout Session's total amount due must add up to at least $0.50 usd",
      undefined,
      "amount_too_small",
    );
  if (amount > 99_999_999)
    throw invalidRequest(
      "The Checkout Session's total amount due must add up to no more than $999,999.99 usd",
      undefined,
      "amount_too_large",
    );
  return { amount, currency };
}

/** A session as it stands now: one whose time is over has expired by itself. */
export function findSession(account: Account, id: string): CheckoutSession {
  const session = account.books.checkoutSessions.get(id);
  if (!session) throw noSuch("checkout.session", id, "session");
  if (session.status === "open" && session.expiresAt <= account.books.now()) end(account, session);
  return session;
}

function end({ events }: Account, session: CheckoutSession): void {
  session.status = "expired";
  events.tell("checkout.session.expired", checkoutSessionObject(session));
}

/** What a buyer sees after they pressed Pay on Stripe's page. */
export type Visit = "paid" | "declined" | "over";

/**
 * Has a buyer pay on a session's page with one of the test cards. A declined card leaves the page open for another try
 * (docs.stripe.com/payments/checkout/how-checkout-works).
 */
export function payOnPage(account: Account, id: string, cardId = "pm_card_visa"): Visit {
  const session = findSession(account, id);
  if (session.status !== "open") return "over";
  const card = cards[cardId];
  if (!card) throw noSuch("PaymentMethod", cardId, "payment_method");
  // A bank that wants to see the buyer sees them: they are there.
  const shown = card.behaviour.kind === "wants_3ds" ? cards["pm_card_visa"] : card;
  const intent = intentOf(account, session);
  intent.card = shown;
  try {
    confirm(account, intent, {});
  } catch (problem) {
    if (problem instanceof StripeProblem) return "declined";
    throw problem;
  }
  complete(account, session, intent);
  return "paid";
}

/**
 * The intent of a session, made when its buyer first confirms and not before; the session's metadata is not copied
 * (docs.stripe.com/api/checkout/sessions/create, `payment_intent_data`; docs.stripe.com/metadata).
 */
function intentOf({ books }: Account, session: CheckoutSession): PaymentIntent {
  if (session.intent) return session.intent;
  const asked = hash(session.parameters, "payment_intent_data");
  const intent: PaymentIntent = {
    id: books.id("pi"),
    amount: session.amount,
    currency: session.currency,
    captureMethod: text(asked, "capture_method") === "manual" ? "manual" : "automatic",
    metadata: texts(asked, "metadata"),
    description: text(asked, "description"),
    parameters: asked,
    created: books.now(),
    card: undefined,
    token: undefined,
    isOfSession: true,
    status: "requires_payment_method",
    amountReceived: 0,
    charge: undefined,
    lastPaymentError: undefined,
    canceledAt: undefined,
    cancellationReason: undefined,
  };
  books.intents.set(intent.id, intent);
  session.intent = intent;
  return intent;
}

/**
 * docs.stripe.com/api/checkout/sessions/object, `payment_status`: `unpaid` while the money is not in the account, be it
 * on its way or only authorised.
 */
function complete({ events }: Account, session: CheckoutSession, intent: PaymentIntent): void {
  session.status = "complete";
  session.paymentStatus = intent.status === "succeeded" ? "paid" : "unpaid";
  events.tell("checkout.session.completed", checkoutSessionObject(session));
}

/** Has the bank decide on a payment that takes its time (docs.stripe.com/checkout/fulfillment). */
export function finishSession(account: Account, id: string, how: "succeeds" | "fails"): void {
  const session = findSession(account, id);
  if (!session.intent) throw new Error(`nobody has paid on ${id}`);
  finishIntent(account, session.intent.id, how);
  if (how === "succeeds") session.paymentStatus = "paid";
  const name = how === "succeeds" ? "async_payment_succeeded" : "async_payment_failed";
  account.events.tell(`checkout.session.${name}`, checkoutSessionObject(session));
}

/** The session of an attempt. */
export function sessionOfAttempt(
  { checkoutSessions }: Books,
  attemptId: string,
): CheckoutSession | undefined {
  return [...checkoutSessions.values()].find(({ metadata }) => metadata["attempt_id"] === attemptId);
}

/** The session with its intent, and that with its charge, in place of the ids, where that was asked for. */
function expanded(session: CheckoutSession, parameters: FormParameters): object {
  const { expand } = parameters;
  const wanted = Array.isArray(expand) ? expand : [];
  const { intent } = session;
  const object = checkoutSessionObject(session);
  if (!intent || !wanted.some((name) => String(name).startsWith("payment_intent"))) return object;
  const isWithCharge = wanted.includes("payment_intent.latest_charge") && intent.charge;
  const shown = intentObject(intent);
  return {
    ...object,
    payment_intent: isWithCharge ? { ...shown, latest_charge: chargeObject(isWithCharge) } : shown,
  };
}
