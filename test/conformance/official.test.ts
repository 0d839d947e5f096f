import { expect, test } from "bun:test";
import { servedVersions } from "../../src/protocols/acp/versions.ts";
import { describeOfficial, officialExamples, validate } from "./official.ts";

describeOfficial("the loader of the official schemas", () => {
  test.each(servedVersions(true))("%s: accepts the official session examples", (version) => {
    const { create_checkout_session_response: created, update_checkout_session_request: update } =
      officialExamples(version);
    expect(validate(version, "CheckoutSession", created)).toEqual([]);
    expect(validate(version, "CheckoutSessionUpdateRequest", update)).toEqual([]);
  });

  test.each(servedVersions(true))("%s: lets an answer to complete have its order", (version) => {
    const { create_checkout_session_response: created } = officialExamples(version);
    const order = { id: "ord_1", checkout_session_id: "cs_1", permalink_url: "https://shop.example/o/1" };
    const session = { ...Object(created), status: "completed", order };
    expect(validate(version, "CheckoutSessionWithOrder", session)).toEqual([]);
    expect(validate(version, "CheckoutSessionWithOrder", created)).toEqual([
      `/ must have required property 'order' {"missingProperty":"order"}`,
    ]);
  });

  test("2025-09-29: reads draft 4's exclusiveMinimum as what it meant", () => {
    expect(validate("2025-09-29", "Item", { id: "item", quantity: 0.5 })).toEqual([]);
    expect(validate("2025-09-29", "Item", { id: "item", quantity: 0 })).toEqual([
      `/quantity must be > 0 {"comparison":">","limit":0}`,
    ]);
  });

  test("2026-04-17: follows references from one file to another", () => {
    const cart = { line_items: [{ id: "item", surprise: 1 }] };
    expect(validate("2026-04-17", "CartCreateRequest", cart, "schema.cart.json")).toEqual([
      `/line_items/0 must NOT have additional properties {"additionalProperty":"surprise"}`,
    ]);
  });

  test("refuses a field that a closed answer does not know", () => {
    const { create_checkout_session_response: created } = officialExamples("2026-04-17");
    const session = { ...Object(created), surprise: 1 };
    expect(validate("2026-04-17", "CheckoutSession", session)).toEqual([
      `/ must NOT have additional properties {"additionalProperty":"surprise"}`,
    ]);
  });
});
