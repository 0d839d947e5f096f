import { describe, expect, test } from "bun:test";
import { newestWire, servedWires } from "../../src/protocols/acp/versions.ts";
import type { RequestShape } from "../../src/protocols/acp/words/request-shape.ts";
import { unknownFieldsOf } from "../../src/protocols/unknown-fields.ts";

const { schema } = newestWire.create;

test.each(servedWires(true))("the examples of $version have none", (wire) => {
  for (const operation of ["create", "update", "complete", "cancel"] as const) {
    const shape: RequestShape<unknown> = wire[operation];
    for (const body of Object.values(shape.examples)) expect(unknownFieldsOf(shape.schema)(body)).toEqual([]);
  }
});

describe("a field that is not known is named with the one meant", () => {
  test.each([
    [{ lineItems: [] }, "$.lineItems", "$.line_items"],
    [{ fullfilment_details: {} }, "$.fullfilment_details", "$.fulfillment_details"],
    [{ fulfillment_address: {} }, "$.fulfillment_address", "$.fulfillment_details"],
    [{ buyer: { emial: "" } }, "$.buyer.emial", "$.buyer.email"],
    [
      { line_items: [{ id: "a" }, { qty: 2, product_id: "b" }] },
      "$.line_items[1].product_id",
      "$.line_items[*].id",
    ],
    [
      { fulfillment_details: { address: { zip: "9" } } },
      "$.fulfillment_details.address.zip",
      "$.fulfillment_details.address.postal_code",
    ],
    [{ codes: ["TEN"] }, "$.codes", "$.discounts.codes"],
    [{ nothing_like_it: 1 }, "$.nothing_like_it", undefined],
  ])("%p", (body, path, meant) => {
    expect(unknownFieldsOf(schema)(body)).toContainEqual({ path, meant });
  });
});

test("where anything may stand, nothing is unknown", () => {
  expect(unknownFieldsOf(schema)({ metadata: { anything: { at: "all" } } })).toEqual([]);
});

test("no name that could be a person's is repeated, and not more than a few", () => {
  expect(unknownFieldsOf(schema)({ "Jane Doe <jane@example.com>": 1, "a\r\nb": 1 })).toEqual([]);
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`unheard_of_${index}`, 1]));
  expect(unknownFieldsOf(schema)(many)).toHaveLength(8);
});
