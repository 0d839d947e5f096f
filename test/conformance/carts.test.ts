import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Value } from "@sinclair/typebox/value";
import { DAY } from "../../src/clock.ts";
import { servedWires } from "../../src/protocols/acp/versions.ts";
import { demoItems } from "../../src/protocols/acp/words/examples.ts";
import { officialErrors } from "./official.ts";
import { apiKey, type ConformanceShop, serveConformanceShop } from "./shop.ts";

let shop: ConformanceShop;
beforeAll(async () => {
  shop = await serveConformanceShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

const withCarts = servedWires(true).flatMap((wire) => (wire.carts ? [{ ...wire, carts: wire.carts }] : []));

describe.each(withCarts)("carts of $version", ({ version, carts, error }) => {
  /** Sends a request and holds the answer against the version's schemas. */
  async function send(method: string, path: string, body?: object) {
    const response = await shop.fetch(`/carts${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        "api-version": version,
        "content-type": "application/json",
        "idempotency-key": crypto.randomUUID(),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: each test reads its own part of carts and errors.
    const answer: any = await response.json();
    const ours = [...Value.Errors(response.ok ? carts.cart.schema : error.schema, answer)];
    const official = response.ok
      ? officialErrors(version, "Cart", answer, "schema.cart.json")
      : officialErrors(version, "Error", answer);
    expect([ours.map((each) => each.path), official, answer]).toEqual([[], [], answer]);
    return { status: response.status, answer };
  }

  const two = { line_items: [{ id: demoItems.tote }, { id: demoItems.giftCard }] };

  test("are made, read, replaced whole and canceled", async () => {
    const made = await send("POST", "", two);
    expect([made.status, made.answer.line_items.length]).toEqual([201, 2]);
    const { id } = made.answer;
    expect((await send("GET", `/${id}`)).answer).toEqual(made.answer);
    const replaced = await send("PUT", `/${id}`, { line_items: [{ id: demoItems.tote }] });
    expect([replaced.status, replaced.answer.line_items.length]).toEqual([200, 1]);
    expect((await send("POST", `/${id}/cancel`)).status).toBe(200);
    for (const [method, path] of [
      ["GET", ""],
      ["PUT", ""],
      ["POST", "/cancel"],
    ] as const) {
      const gone = await send(method, `/${id}${path}`, method === "PUT" ? two : undefined);
      expect([method, gone.status, gone.answer.code]).toEqual([method, 404, "not_found"]);
    }
  });

  test("are gone when their time is over", async () => {
    const { id } = (await send("POST", "", two)).answer;
    shop.clock.advance(4 * DAY);
    expect((await send("GET", `/${id}`)).status).toBe(404);
  });

  test("hold what can be had and say what cannot", async () => {
    const some = await send("POST", "", { line_items: [{ id: "wool-throw" }, { id: demoItems.tote }] });
    expect([some.status, some.answer.line_items.length]).toEqual([201, 2]);
    expect(some.answer.messages).toContainEqual(expect.objectContaining({ code: "out_of_stock" }));
    const unknown = await send("POST", "", { line_items: [{ id: "no-such" }, { id: demoItems.tote }] });
    expect([unknown.status, unknown.answer.line_items.length]).toEqual([201, 1]);
    expect(unknown.answer.messages).toContainEqual(expect.objectContaining({ code: "not_found" }));
  });

  test("are refused when nothing of them can be had", async () => {
    const none = await send("POST", "", { line_items: [{ id: "wool-throw" }] });
    expect([none.status, none.answer.code]).toEqual([422, "out_of_stock"]);
  });

  test("are refused without items", async () => {
    const empty = await send("POST", "", {});
    expect([empty.status, empty.answer.param]).toEqual([400, "$.line_items"]);
  });
});
