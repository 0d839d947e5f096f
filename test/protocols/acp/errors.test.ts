import { describe, expect, test } from "bun:test";
import { Value } from "@sinclair/typebox/value";
import { instant } from "../../../src/clock.ts";
import { parseCurrency } from "../../../src/money.ts";
import type { Problem } from "../../../src/problem.ts";
import { servedWires, wireFor } from "../../../src/protocols/acp/versions.ts";
import type { Wire } from "../../../src/protocols/acp/wire.ts";

const usd = parseCurrency("usd");
if (!usd) throw new Error("usd is a currency");

/** A problem of every kind. */
const problems: { readonly [Kind in Problem["kind"]]: Extract<Problem, { kind: Kind }> } = {
  invalid: { kind: "invalid", place: { at: "line_item", index: 0, field: "quantity" }, detail: "too many" },
  missing: {
    kind: "missing",
    place: { at: "fulfillment_address", field: "city" },
    detail: "the city is missing",
  },
  unsupported: { kind: "unsupported", place: { at: "payment_data" }, detail: "not taken here" },
  unknown_item: {
    kind: "unknown_item",
    place: { at: "line_item", index: 0, field: "id" },
    detail: "no item “x” is sold here",
  },
  malformed_json: { kind: "malformed_json", detail: "unexpected end" },
  body_cut_off: { kind: "body_cut_off" },
  body_too_slow: { kind: "body_too_slow" },
  body_too_large: { kind: "body_too_large", limitBytes: 1000 },
  body_too_deep: { kind: "body_too_deep", limit: 32 },
  body_too_many_values: { kind: "body_too_many_values", limit: 20_000 },
  unsupported_content_type: { kind: "unsupported_content_type" },
  unsupported_content_encoding: { kind: "unsupported_content_encoding" },
  missing_api_version: { kind: "missing_api_version", supported: ["2026-04-17", "unreleased"] },
  unsupported_api_version: {
    kind: "unsupported_api_version",
    found: "1999-01-01",
    supported: ["2026-04-17", "unreleased"],
  },
  unauthorized: { kind: "unauthorized", detail: "the bearer token is not known" },
  invalid_signature: { kind: "invalid_signature", detail: "the signature does not match" },
  message_signature: {
    kind: "message_signature",
    reason: "key_not_found",
    detail: "the profile publishes no such key",
  },
  caller_profile: {
    kind: "caller_profile",
    reason: "version_unsupported",
    detail: "version 2026-01-11 is not supported",
  },
  completion_not_allowed: { kind: "completion_not_allowed" },
  not_found: { kind: "not_found", what: "session" },
  method_not_allowed: { kind: "method_not_allowed", allow: ["GET", "POST"] },
  address_not_allowed: { kind: "address_not_allowed", address: "192.0.2.1" },
  not_in_scope: { kind: "not_in_scope", needed: "orders:change" },
  rate_limited: { kind: "rate_limited", retryAfterSeconds: 7 },
  too_many_wrong_tokens: { kind: "too_many_wrong_tokens", retryAfterSeconds: 6 },
  idempotency_key_required: { kind: "idempotency_key_required" },
  idempotency_key_invalid: { kind: "idempotency_key_invalid" },
  idempotency_conflict: { kind: "idempotency_conflict" },
  idempotency_in_flight: { kind: "idempotency_in_flight", retryAfterSeconds: 2 },
  currency_not_sold: { kind: "currency_not_sold", found: "eur", sold: usd },
  session_expired: { kind: "session_expired", expiredAt: instant(0) },
  session_not_updatable: { kind: "session_not_updatable", status: "completed" },
  session_not_cancelable: { kind: "session_not_cancelable", status: "completed" },
  session_not_completable: { kind: "session_not_completable", status: "canceled" },
  session_not_ready: { kind: "session_not_ready", place: { at: "buyer" }, detail: "the buyer is missing" },
  address_changed: { kind: "address_changed" },
  payment_in_progress: { kind: "payment_in_progress", retryAfterSeconds: 3 },
  out_of_stock: {
    kind: "out_of_stock",
    of: "session",
    place: { at: "line_item", index: 1 },
    detail: "one is left",
  },
  requires_3ds: { kind: "requires_3ds" },
  payment_declined: { kind: "payment_declined", reason: "insufficient_funds" },
  too_many_declines: { kind: "too_many_declines", retryAfterSeconds: 600 },
  invalid_payment_token: { kind: "invalid_payment_token" },
  payment_unavailable: { kind: "payment_unavailable", retryAfterSeconds: 5 },
  payment_outcome_unknown: { kind: "payment_outcome_unknown", retryAfterSeconds: 0.2 },
  payment_misconfigured: { kind: "payment_misconfigured" },
  storage_unavailable: { kind: "storage_unavailable" },
  feed_not_ready: { kind: "feed_not_ready", retryAfterSeconds: 15 },
  too_busy: { kind: "too_busy", retryAfterSeconds: 1 },
  internal: { kind: "internal" },
};

type Row = readonly [kind: Problem["kind"], status: number, type: string, code: string, param?: string];

/** What every version answers alike. The paths are those of 2026-04-17. */
const alike: readonly Row[] = [
  ["invalid", 400, "invalid_request", "invalid", "$.line_items[0].quantity"],
  ["missing", 400, "invalid_request", "missing", "$.fulfillment_details.address.city"],
  ["unsupported", 400, "invalid_request", "unsupported", "$.payment_data"],
  ["unknown_item", 400, "invalid_request", "invalid", "$.line_items[0].id"],
  ["malformed_json", 400, "invalid_request", "malformed_json"],
  ["body_cut_off", 400, "invalid_request", "body_cut_off"],
  ["body_too_slow", 408, "invalid_request", "body_too_slow"],
  ["body_too_large", 413, "invalid_request", "body_too_large"],
  ["body_too_deep", 400, "invalid_request", "body_too_deep"],
  ["body_too_many_values", 400, "invalid_request", "body_too_many_values"],
  ["unsupported_content_type", 415, "invalid_request", "unsupported_content_type"],
  ["unsupported_content_encoding", 415, "invalid_request", "unsupported_content_encoding"],
  ["missing_api_version", 400, "invalid_request", "missing_api_version"],
  ["unsupported_api_version", 400, "invalid_request", "unsupported_api_version"],
  ["unauthorized", 401, "invalid_request", "unauthorized"],
  ["invalid_signature", 401, "invalid_request", "invalid_signature"],
  ["message_signature", 401, "invalid_request", "invalid_signature"],
  ["caller_profile", 403, "invalid_request", "forbidden"],
  ["completion_not_allowed", 403, "invalid_request", "forbidden"],
  ["not_found", 404, "invalid_request", "not_found"],
  ["method_not_allowed", 405, "invalid_request", "method_not_allowed"],
  ["address_not_allowed", 403, "invalid_request", "address_not_allowed"],
  ["not_in_scope", 403, "invalid_request", "not_in_scope"],
  ["rate_limited", 429, "invalid_request", "rate_limited"],
  ["too_many_wrong_tokens", 429, "invalid_request", "rate_limited"],
  ["idempotency_key_required", 400, "invalid_request", "idempotency_key_required"],
  ["idempotency_key_invalid", 400, "invalid_request", "idempotency_key_invalid"],
  ["idempotency_in_flight", 409, "invalid_request", "idempotency_in_flight"],
  ["currency_not_sold", 400, "invalid_request", "unsupported", "$.currency"],
  ["session_expired", 410, "invalid_request", "session_expired"],
  ["session_not_updatable", 409, "invalid_request", "session_not_updatable"],
  ["session_not_cancelable", 405, "invalid_request", "session_not_cancelable"],
  ["session_not_completable", 409, "invalid_request", "session_not_completable"],
  ["session_not_ready", 400, "invalid_request", "missing", "$.buyer"],
  ["address_changed", 409, "invalid_request", "address_changed", "$.fulfillment_details.address"],
  ["payment_in_progress", 409, "invalid_request", "payment_in_progress"],
  ["out_of_stock", 409, "invalid_request", "out_of_stock", "$.line_items[1]"],
  ["requires_3ds", 400, "invalid_request", "requires_3ds", "$.authentication_result"],
  ["payment_declined", 402, "processing_error", "payment_declined"],
  ["too_many_declines", 429, "invalid_request", "rate_limited"],
  [
    "invalid_payment_token",
    400,
    "invalid_request",
    "invalid_payment_token",
    "$.payment_data.instrument.credential.token",
  ],
  ["payment_unavailable", 503, "service_unavailable", "service_unavailable"],
  ["payment_outcome_unknown", 503, "service_unavailable", "payment_outcome_unknown"],
  ["payment_misconfigured", 500, "processing_error", "processing_error"],
  ["storage_unavailable", 503, "service_unavailable", "service_unavailable"],
  ["feed_not_ready", 503, "service_unavailable", "service_unavailable"],
  ["too_busy", 503, "service_unavailable", "service_unavailable"],
  ["internal", 500, "processing_error", "internal_error"],
];

function wire(version: string): Wire {
  const found = wireFor(version);
  if (!found) throw new Error(`${version} is not served`);
  return found;
}

describe("every problem has its status, type, code and JSONPath", () => {
  for (const [kind, status, type, code, param] of alike) {
    test(`${kind} answers ${status} ${type} ${code}`, () => {
      const answer = wire("2026-04-17").error.encode(problems[kind]);
      expect(answer.status).toBe(status);
      expect(answer.body).toMatchObject({ type, code });
      expect(answer.body.param).toBe(param);
    });
  }

  test("the table names every problem but the one that versions answer differently", () => {
    const named: string[] = [...alike.map(([kind]) => kind), "idempotency_conflict"];
    expect(named.sort()).toEqual(Object.keys(problems).sort());
  });

  test.each(servedWires(true))("$version answers them with the same status, type and code", (served) => {
    for (const [kind, status, type, code] of alike) {
      const answer = served.error.encode(problems[kind]);
      expect([kind, answer.status, answer.body.type, answer.body.code]).toEqual([kind, status, type, code]);
    }
  });
});

test.each([
  ["2025-09-29", 409, "invalid_request"],
  ["2025-12-12", 409, "invalid_request"],
  ["2026-01-16", 409, "invalid_request"],
  ["2026-01-30", 409, "invalid_request"],
  ["2026-04-17", 422, "invalid_request"],
])("%s answers a key used with another body with %i %s", (version, status, type) => {
  const answer = wire(version).error.encode(problems.idempotency_conflict);
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({ type, code: "idempotency_conflict" });
});

test("a cart of which nothing can be sold answers 422", () => {
  const { status, body } = wire("2026-04-17").error.encode({ ...problems.out_of_stock, of: "cart" });
  expect([status, body.code]).toEqual([422, "out_of_stock"]);
});

test.each([
  ["2025-09-29", undefined],
  ["2026-01-30", undefined],
  ["2026-04-17", ["2026-04-17"]],
])("%s lists the dated versions only where its error object can", (version, supported) => {
  const { body } = wire(version).error.encode(problems.unsupported_api_version);
  expect(body.supported_versions).toEqual(supported);
  expect(body.message).toContain("2026-04-17, unreleased");
});

test.each([
  ["2025-09-29", "$.items[0].quantity", "$.fulfillment_address.city", "$.payment_data.token"],
  ["2025-12-12", "$.items[0].quantity", "$.fulfillment_details.address.city", "$.payment_data.token"],
  ["2026-01-16", "$.items[0].quantity", "$.fulfillment_details.address.city", "$.payment_data.token"],
  [
    "2026-01-30",
    "$.line_items[0].quantity",
    "$.fulfillment_details.address.city",
    "$.payment_data.instrument.credential.token",
  ],
])("%s spells places its own way", (version, quantity, city, token) => {
  const { error } = wire(version);
  expect(error.encode(problems.invalid).body.param).toBe(quantity);
  expect(error.encode(problems.missing).body.param).toBe(city);
  expect(error.encode(problems.invalid_payment_token).body.param).toBe(token);
});

test.each<[Problem, Record<string, string>]>([
  [problems.rate_limited, { "retry-after": "7" }],
  [problems.too_many_wrong_tokens, { "retry-after": "6" }],
  [problems.idempotency_in_flight, { "retry-after": "2" }],
  [problems.payment_in_progress, { "retry-after": "3" }],
  [problems.payment_unavailable, { "retry-after": "5" }],
  [problems.payment_outcome_unknown, { "retry-after": "1" }],
  [problems.storage_unavailable, { "retry-after": "1" }],
  [problems.feed_not_ready, { "retry-after": "15" }],
  [problems.method_not_allowed, { allow: "GET, POST" }],
  [problems.session_not_cancelable, { allow: "" }],
  [problems.unauthorized, { "www-authenticate": "Bearer" }],
  [problems.unsupported_content_type, { accept: "application/json" }],
  [problems.unsupported_content_encoding, { "accept-encoding": "identity" }],
])("$kind comes with the headers its status calls for", (problem, headers) => {
  expect(wire("2026-04-17").error.encode(problem).headers).toEqual(headers);
});

describe.each(servedWires(true))("$version", ({ error }) => {
  test.each(Object.values(problems))("answers $kind as its own schema promises, in a sentence", (problem) => {
    const { body } = error.encode(problem);
    expect([...Value.Errors(error.schema, JSON.parse(JSON.stringify(body)))]).toEqual([]);
    expect(body.message).toMatch(/^\p{Lu}.*[.]$/u);
  });
});

test("an answer never repeats an unknown API-Version or currency, which are the caller's own text", () => {
  for (const { error } of servedWires(true)) {
    expect(JSON.stringify(error.encode(problems.unsupported_api_version).body)).not.toContain("1999-01-01");
    expect(JSON.stringify(error.encode(problems.currency_not_sold).body)).not.toContain("eur");
  }
});

test.each([
  ["payment_data is required", "payment_data is required."],
  ["item_ids[0] names no line item", "item_ids[0] names no line item."],
  ["codes[2] is given twice", "codes[2] is given twice."],
  ["at most 20 codes are taken", "At most 20 codes are taken."],
  ["required: the name. Send it", "Required: the name. Send it."],
])("%j is said so that a field keeps its name", (detail, message) => {
  expect(wire("2026-04-17").error.encode({ ...problems.invalid, detail }).body.message).toBe(message);
});
