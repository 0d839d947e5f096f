import { type Static, type TSchema, Type } from "@sinclair/typebox";
import { fromRfc3339, type Instant, toRfc3339 } from "../../../clock.ts";
import { minor, parseCurrency } from "../../../money.ts";
import { maybe } from "../../../operations/fields.ts";
import type { DelegateCommand } from "../../../payments/sandbox/delegate-payment.ts";
import type { DelegatedToken } from "../../../payments/sandbox/token.ts";
import type { Problem } from "../../../problem.ts";
import { Country, decodeCountry } from "./countries.ts";
import type { AcpErrorAnswer } from "./errors.ts";
import { demoMerchantId } from "./examples.ts";
import { closed, DateTime, enumeration, list, open, text } from "./fields.ts";
import { type RequestShape, refuse, requestShape } from "./request-shape.ts";

/** How a version's delegated payment is spoken: it has a schema, and errors, of its own. */
export interface DelegatedPaymentWire {
  readonly delegate: RequestShape<DelegateCommand>;
  readonly answer: {
    readonly schema: TSchema;
    readonly encode: (token: DelegatedToken, idempotencyKey: string | undefined) => object;
  };
  readonly error: { readonly schema: TSchema; readonly encode: (problem: Problem) => AcpErrorAnswer };
}

/** Where versions differ in delegated payments. */
export interface DelegatedPaymentDialect {
  /** How many digits of the card number may stand beside it as its issuer's. */
  readonly iinDigits: 6 | 8;
  readonly leastRiskSignals: 0 | 1;
  /** From 2026-04-17 on the error codes know idempotency's own. */
  readonly knowsIdempotencyCodes: boolean;
  /** The version's ordinary errors: status, words and field are theirs. */
  readonly error: (problem: Problem) => AcpErrorAnswer;
}

const Facts = Type.Record(Type.String({ maxLength: 256 }), Type.String({ maxLength: 1024 }));

const Address = open({
  name: text(256),
  line_one: text(60),
  line_two: Type.Optional(Type.String({ maxLength: 60 })),
  city: text(60),
  state: Type.String({ maxLength: 128 }),
  country: Country,
  postal_code: Type.String({ maxLength: 20 }),
});

/** The longest card number is 19 digits (ISO/IEC 7812-1); the decoder says what else is wrong with one. */
function Card(iinDigits: number) {
  return open({
    type: enumeration(["card"]),
    card_number_type: enumeration(["fpan", "network_token"]),
    number: text(32),
    exp_month: Type.Optional(text(2)),
    exp_year: Type.Optional(text(4)),
    name: Type.Optional(text(256)),
    cvc: Type.Optional(text(4)),
    cryptogram: Type.Optional(text(1024)),
    eci_value: Type.Optional(text(2)),
    checks_performed: Type.Optional(list(enumeration(["avs", "cvv", "ani", "auth0"]), 8)),
    iin: Type.Optional(Type.String({ pattern: "^[0-9]*$", maxLength: iinDigits })),
    display_card_funding_type: enumeration(["credit", "debit", "prepaid"]),
    display_wallet_type: Type.Optional(text(64)),
    display_brand: Type.Optional(text(64)),
    display_last4: Type.Optional(Type.String({ pattern: "^[0-9]{4}$" })),
    virtual: Type.Optional(Type.Boolean()),
    metadata: Facts,
  });
}

const Allowance = open({
  reason: enumeration(["one_time"]),
  max_amount: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  currency: Type.String({ pattern: "^[a-z]{3}$" }),
  checkout_session_id: text(256),
  merchant_id: text(256),
  expires_at: DateTime,
});

const RiskSignal = open({
  type: enumeration(["card_testing"]),
  score: Type.Integer(),
  action: enumeration(["blocked", "manual_review", "authorized"]),
});

function request({ iinDigits, leastRiskSignals }: DelegatedPaymentDialect) {
  return open({
    payment_method: Card(iinDigits),
    allowance: Allowance,
    billing_address: Type.Optional(Address),
    risk_signals: Type.Array(RiskSignal, { minItems: leastRiskSignals, maxItems: 32 }),
    metadata: Facts,
  });
}

type Request = Static<ReturnType<typeof request>>;

const Answer = closed({
  id: Type.String(),
  created: DateTime,
  metadata: Type.Record(Type.String(), Type.String()),
});

/** The error object has its own types and a closed list of codes, whatever is wrong with the request. */
function errorSchema(knowsIdempotencyCodes: boolean): TSchema {
  const codes = ["invalid_card", "duplicate_request", "idempotency_conflict", "too_many_requests"] as const;
  const later = ["idempotency_key_required", "idempotency_in_flight"] as const;
  return closed({
    type: enumeration(["invalid_request", "rate_limit_exceeded", "processing_error", "service_unavailable"]),
    code: enumeration(knowsIdempotencyCodes ? [...codes, ...later] : codes),
    message: Type.String(),
    param: maybe(Type.String()),
  });
}

/** Delegated payment as it was released, and as later versions vary it. */
export function delegatedPaymentOf(dialect: DelegatedPaymentDialect): DelegatedPaymentWire {
  return {
    delegate: requestShape({
      schema: request(dialect),
      examples: { "A card, for one purchase": example },
      decode,
    }),
    answer: { schema: Answer, encode },
    error: {
      schema: errorSchema(dialect.knowsIdempotencyCodes),
      encode: (problem) => encodeError(problem, dialect),
    },
  };
}

/** Stripe's test card. The session is one of the caller's. */
const example: Request = {
  payment_method: {
    type: "card",
    card_number_type: "fpan",
    number: "4242424242424242",
    exp_month: "11",
    exp_year: "2034",
    name: "Jane Doe",
    cvc: "223",
    checks_performed: ["avs", "cvv"],
    iin: "424242",
    display_card_funding_type: "credit",
    display_brand: "visa",
    display_last4: "4242",
    metadata: {},
  },
  allowance: {
    reason: "one_time",
    max_amount: 100_000,
    currency: "usd",
    checkout_session_id: "cs_01HV3P3ABC123",
    merchant_id: demoMerchantId,
    expires_at: "2034-01-01T00:00:00Z",
  },
  risk_signals: [{ type: "card_testing", score: 5, action: "authorized" }],
  metadata: {},
};

function decode({
  payment_method: card,
  allowance,
  billing_address: address,
  risk_signals,
}: Request): DelegateCommand {
  if (address) decodeCountry(address.country, "$.billing_address.country");
  const currency = parseCurrency(allowance.currency);
  if (!currency) refuse("invalid", "$.allowance.currency", "this is not a currency of ISO 4217");
  return {
    card: { number: card.number.replaceAll(/[ -]/g, ""), expiry: decodeExpiry(card), cvc: card.cvc },
    allowance: {
      sessionId: allowance.checkout_session_id,
      merchantId: allowance.merchant_id,
      maxAmount: minor(allowance.max_amount),
      currency,
      expiresAt: decodeMoment(allowance.expires_at),
    },
    isBlocked: risk_signals.some(({ action }) => action === "blocked"),
  };
}

function decodeExpiry({ exp_month: month, exp_year: year }: Request["payment_method"]) {
  if (month === undefined && year === undefined) return undefined;
  if (month === undefined || !/^\d{1,2}$/.test(month))
    refuse("invalid", "$.payment_method.exp_month", "the month must be two digits");
  if (year === undefined || !/^(\d{2}|\d{4})$/.test(year))
    refuse("invalid", "$.payment_method.exp_year", "the year must be four digits");
  return { month: Number(month), year: Number(year.length === 2 ? `20${year}` : year) };
}

function decodeMoment(text: string): Instant {
  const at = fromRfc3339(text);
  return at ?? refuse("invalid", "$.allowance.expires_at", "this is not a moment of RFC 3339");
}

/** The caller's metadata is not repeated: nobody knows what was put in there. */
function encode(token: DelegatedToken, idempotencyKey: string | undefined): Static<typeof Answer> {
  return {
    id: token.id,
    created: toRfc3339(token.createdAt),
    metadata: {
      source: "sandbox",
      merchant_id: token.allowance.merchantId,
      ...(idempotencyKey !== undefined && { idempotency_key: idempotencyKey }),
    },
  };
}

function encodeError(
  problem: Problem,
  { error, knowsIdempotencyCodes }: DelegatedPaymentDialect,
): AcpErrorAnswer {
  const { status, headers, body } = error(problem);
  const { type, code } = reason(problem, status, knowsIdempotencyCodes);
  return { status, headers, body: { type, code, message: body["message"], param: body["param"] } };
}

function reason(problem: Problem, status: number, knowsIdempotencyCodes: boolean) {
  switch (problem.kind) {
    case "rate_limited":
      return { type: "rate_limit_exceeded", code: "too_many_requests" };
    case "idempotency_conflict":
      return { type: "invalid_request", code: "idempotency_conflict" };
    case "idempotency_in_flight":
      return {
        type: "invalid_request",
        code: knowsIdempotencyCodes ? "idempotency_in_flight" : "duplicate_request",
      };
    case "idempotency_key_required":
    case "idempotency_key_invalid":
      return {
        type: "invalid_request",
        code: knowsIdempotencyCodes ? "idempotency_key_required" : "duplicate_request",
      };
    default:
      // The list has no code for problem of ours; this is the one that asks to come again later.
      return status >= 500
        ? { type: status === 503 ? "service_unavailable" : "processing_error", code: "too_many_requests" }
        : { type: "invalid_request", code: "invalid_card" };
  }
}
