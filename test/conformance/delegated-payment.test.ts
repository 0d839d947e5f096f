import { expect, test } from "bun:test";
import { Value } from "@sinclair/typebox/value";
import { instant } from "../../src/clock.ts";
import { type Currency, minor } from "../../src/money.ts";
import type { Problem } from "../../src/problem.ts";
import { releasedWires } from "../../src/protocols/acp/versions.ts";
import { describeOfficial, officialExamples, validate } from "./official.ts";

const SCHEMA = "schema.delegate_payment.json";

const problems: readonly Problem[] = [
  { kind: "invalid", place: { at: "path", path: "$.payment_method.number" }, detail: "wrong check digit" },
  { kind: "malformed_json", detail: "it is empty" },
  { kind: "body_too_large", limitBytes: 1 },
  { kind: "rate_limited", retryAfterSeconds: 1 },
  { kind: "idempotency_conflict" },
  { kind: "idempotency_in_flight", retryAfterSeconds: 1 },
  { kind: "idempotency_key_required" },
  { kind: "storage_unavailable" },
  { kind: "internal" },
];

describeOfficial("delegated payment, held against the official schema:", () => {
  const versions = releasedWires.map((wire) => [wire.version, wire] as const);

  test.each(versions)("%s takes the official request, and its own examples are valid", (version, wire) => {
    const { delegate_payment_request: official } = officialExamples(
      version,
      "examples.delegate_payment.json",
    );
    expect([...Value.Errors(wire.delegatedPayment.delegate.schema, official)]).toEqual([]);
    for (const example of Object.values(wire.delegatedPayment.delegate.examples))
      expect(validate(version, "DelegatePaymentRequest", example, SCHEMA)).toEqual([]);
  });

  test.each(versions)("%s answers a token and every problem by it", (version, wire) => {
    const token = {
      id: "vt_1",
      createdAt: instant(0),
      allowance: {
        sessionId: "cs_1",
        merchantId: "acct_1",
        maxAmount: minor(1),
        currency: "usd" as Currency,
        expiresAt: instant(1),
      },
    };
    const answer = wire.delegatedPayment.answer.encode(token, "key");
    expect(validate(version, "DelegatePaymentResponse", answer, SCHEMA)).toEqual([]);
    for (const problem of problems) {
      const { body } = wire.delegatedPayment.error.encode(problem);
      expect(validate(version, "Error", body, SCHEMA)).toEqual([]);
      expect([...Value.Errors(wire.delegatedPayment.error.schema, JSON.parse(JSON.stringify(body)))]).toEqual(
        [],
      );
    }
  });
});
