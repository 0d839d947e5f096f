import { describe, expect, test } from "bun:test";
import { Value } from "@sinclair/typebox/value";
import fc from "fast-check";
import { servedWires } from "../../src/acp/versions.ts";
import type { RequestShape, Wire } from "../../src/acp/wire.ts";
import { instant } from "../../src/clock.ts";
import type { Problem } from "../../src/problem.ts";
import { checkoutView, order, shop } from "../arbitraries/checkout.ts";
import {
  describeOfficial,
  type Json,
  officialExampleFiles,
  officialExamples,
  validate,
  validateWebhook,
} from "./official.ts";

const definitions = {
  create: "CheckoutSessionCreateRequest",
  update: "CheckoutSessionUpdateRequest",
  complete: "CheckoutSessionCompleteRequest",
  cancel: "CancelSessionRequest",
} as const;

type Operation = keyof typeof definitions;

interface RequestExample {
  readonly title: string;
  readonly operation: Operation;
  readonly body: Json;
}

/** Every request of the checkout that a version's example files hold, MCP calls without their envelope. */
function requestExamples(version: string): RequestExample[] {
  const files = officialExampleFiles(version).filter((file) => !/delegate|feed|orders/.test(file));
  return files.flatMap((file) =>
    Object.entries(officialExamples(version, file)).flatMap(([name, example]) => {
      const operation = operationOf(name);
      if (!operation) return [];
      return [
        { title: `${file} ${name}`, operation, body: file.includes(".mcp.") ? payloadOf(example) : example },
      ];
    }),
  );
}

function operationOf(name: string): Operation | undefined {
  // Two examples are no requests: a query, and the error that answers a bad one.
  if (!name.includes("request") || /^get_|^error_/.test(name)) return undefined;
  // The discount extension's files have one request each, and no word for which: they create.
  return (
    (["cancel", "update", "complete"] as const).find((operation) => name.includes(operation)) ?? "create"
  );
}

/** The body of an MCP tool call: `params.arguments.payload`. */
function payloadOf(call: Json): Json {
  return ["params", "arguments", "payload"].reduce<Json>((value, key) => Object(value)[key], call);
}

const noCapabilities = "capabilities are required, and its own schema refuses it too: /capabilities";

/** Official requests that we refuse, with the reason and where. */
const exceptions: readonly (readonly [title: RegExp, reason: string, place: string])[] = [
  [
    /^2025-09-29 .*create_checkout_session_request$/,
    "asks for 2.5 units; we sell whole ones",
    "/items/0/quantity",
  ],
  [
    /_seller_backed$/,
    "pays with a card the seller keeps; we offer no such handler",
    "$.payment_data.handler_id",
  ],
  [
    /\.mcp\..* update_/,
    "nests the selection as 2025-12-12 did, and its own schema refuses it too",
    "/selected_fulfillment_options/0/option_id",
  ],
  [
    /\.mcp\..* complete_/,
    "has the token beside the credential's place, and its own schema refuses it too",
    "/payment_data/instrument/type",
  ],
  [/multi_item_checkout/, noCapabilities, "/capabilities"],
  [/discount-extension/, noCapabilities, "/capabilities"],
];

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
        const exception = exceptions.find(([pattern]) => pattern.test(`${version} ${title}`));
        expect([title, refusalOf(wire[operation], wire, body)]).toEqual([title, exception?.[2]]);
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
          expect(validate(version, definition, wire.session.encode(view))).toEqual([]);
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
