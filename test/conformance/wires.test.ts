import { describe, expect, test } from "bun:test";
import { Value } from "@sinclair/typebox/value";
import fc from "fast-check";
import { instant } from "../../src/clock.ts";
import type { Problem } from "../../src/problem.ts";
import { servedWires } from "../../src/protocols/acp/versions.ts";
import type { Wire } from "../../src/protocols/acp/wire.ts";
import type { RequestShape } from "../../src/protocols/acp/words/request-shape.ts";
import { checkoutView, order, shop } from "../arbitraries/checkout.ts";
import { definitions, exceptionFor, requestExamples } from "./examples.ts";
import { describeOfficial, validate, validateByOpenApi, validateWebhook } from "./official.ts";

/** Where a body is refused: by the schema, as a JSON Pointer, or by the decoder, as a JSONPath. */
function refusalOf(shape: RequestShape<unknown>, wire: Wire, body: unknown): string | undefined {
  const error = Value.Errors(shape.schema, body).First();
  if (error) return error.path;
  const outcome = shape.decode(body);
  if (outcome.ok) return undefined;
  return "place" in outcome.problem ? wire.path(outcome.problem.place) : outcome.problem.kind;
}

describeOfficial("every wire against the official schemas", () => {
  describe.each(servedWires(true))("$version", (wire) => {
    const { version } = wire;

    test("takes every official request, but for the named exceptions", () => {
      const examples = requestExamples(version);
      expect(examples.length).toBeGreaterThanOrEqual(3);
      for (const { title, operation, body } of examples) {
        const refused = refusalOf(wire[operation], wire, body);
        expect([title, refused]).toEqual([title, exceptionFor(version, title)?.place]);
      }
    });

    test("documents examples that are official requests", () => {
      for (const operation of ["create", "update", "complete", "cancel"] as const) {
        // The first release has no body to cancel with, so no schema for it either.
        if (operation === "cancel" && version === "2025-09-29") continue;
        for (const [name, body] of Object.entries(wire[operation].examples)) {
          expect([name, ...validate(version, definitions[operation], body)]).toEqual([name]);
        }
      }
    });

    test("documents cart examples that are official requests", () => {
      const { carts } = wire;
      if (!carts) return;
      for (const body of Object.values(carts.create.examples)) {
        expect(validate(version, "CartCreateRequest", body, "schema.cart.json")).toEqual([]);
      }
      for (const body of Object.values(carts.update.examples)) {
        expect(validate(version, "CartUpdateRequest", body, "schema.cart.json")).toEqual([]);
      }
    });

    test("shows any session as an official one", () => {
      fc.assert(
        fc.property(checkoutView, (view) => {
          const definition = view.order ? "CheckoutSessionWithOrder" : "CheckoutSession";
          const session = wire.session.encode(view);
          expect(validate(version, definition, session)).toEqual([]);
          expect(validateByOpenApi(version, session)).toEqual([]);
        }),
        { numRuns: 100 },
      );
    });

    test("tells of any order as an official event", () => {
      fc.assert(
        fc.property(fc.constantFrom("order_create", "order_update"), order, shop, (type, placed, seller) => {
          const event = wire.orderEvent.encode(type, placed, seller);
          expect(validateWebhook(version, event)).toEqual([]);
          expect([...Value.Errors(wire.orderEvent.schema, JSON.parse(JSON.stringify(event)))]).toEqual([]);
        }),
        { numRuns: 100 },
      );
    });

    test("answers problems as official errors", () => {
      const problems: readonly Problem[] = [
        { kind: "invalid", place: { at: "line_items" }, detail: "none" },
        { kind: "unsupported_api_version", found: "1", supported: ["2026-04-17", "unreleased"] },
        { kind: "session_expired", expiredAt: instant(0) },
        { kind: "idempotency_conflict" },
        { kind: "payment_declined", reason: "declined" },
        { kind: "payment_unavailable", retryAfterSeconds: 1 },
        { kind: "internal" },
      ];
      for (const problem of problems) {
        expect(validate(version, "Error", wire.error.encode(problem).body)).toEqual([]);
      }
    });
  });
});
