import { describe, expect, test } from "bun:test";
import { CART_LIFETIME } from "../../src/carts/carts.ts";
import { asId, type CartId } from "../../src/ids.ts";
import { wire20260417 } from "../../src/protocols/acp/2026-04-17/wire.ts";
import { openTestShop, otherAgent, testAgent } from "../checkout/shop.ts";
import type { CartCall } from "../operations/agent-calls.ts";

async function openCarts() {
  const shop = await openTestShop();
  const perform = async (
    call: Pick<CartCall, "operation"> &
      Partial<Record<"cartId" | "body" | "idempotencyKey" | "agent", unknown>>,
  ) => {
    const answer = await shop.operations.perform({
      wire: wire20260417,
      agent: testAgent,
      body: {},
      ...call,
    } as CartCall);
    return { ...answer, json: JSON.parse(answer.body) };
  };
  return {
    shop,
    create: (line_items: object[], idempotencyKey?: string) =>
      perform({ operation: "cart create", body: { line_items }, idempotencyKey }),
    get: (id: string, agent = testAgent) =>
      perform({ operation: "cart get", cartId: asId<CartId>(id), agent }),
    update: (id: string, line_items: object[]) =>
      perform({ operation: "cart update", cartId: asId<CartId>(id), body: { line_items } }),
    cancel: (id: string) => perform({ operation: "cart cancel", cartId: asId<CartId>(id) }),
    [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
  };
}

describe("a cart", () => {
  test("estimates its goods without tax or delivery, and links to its page", async () => {
    await using carts = await openCarts();
    const { status, json } = await carts.create([{ id: "shirt-small", quantity: 2 }]);
    expect(status).toBe(201);
    expect(
      json.totals.map((total: { type: string; amount: number }) => [total.type, total.amount]),
    ).toContainEqual(["total", 9600]);
    expect(json.messages).toEqual([]);
    expect(json.continue_url).toMatch(/^http:\/\/localhost:3000\/carts\/[\w-]{22}$/);
  });

  test("says nothing of delivery where there is none, either", async () => {
    await using carts = await openCarts();
    const { json } = await carts.create([{ id: "voucher" }]);
    const types = json.totals.map((total: { type: string }) => total.type);
    expect(types).toEqual(["items_base_amount", "subtotal", "tax", "total"]);
  });

  test("is not made of goods worth more than a bill can say exactly", async () => {
    await using carts = await openCarts();
    await carts.shop.setPrice("voucher", Number.MAX_SAFE_INTEGER - 1);
    const { status, json } = await carts.create([{ id: "voucher", quantity: 10_000 }]);
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: "invalid", param: "$.line_items[0]" });
  });

  test("is made with what can be had, and says what cannot", async () => {
    await using carts = await openCarts();
    const { status, json } = await carts.create([
      { id: "no-such-thing" },
      { id: "mug", quantity: 3 },
      { id: "shirt-small" },
    ]);
    expect(status).toBe(201);
    expect(json.line_items.map((line: { item: { id: string } }) => line.item.id)).toEqual([
      "mug",
      "shirt-small",
    ]);
    expect(json.messages).toMatchObject([
      { code: "not_found", param: "$.line_items" },
      { code: "out_of_stock", param: "$.line_items[0]" },
    ]);
  });

  test.each([[[{ id: "no-such-thing" }]], [[{ id: "mug", quantity: 2 }]]])(
    "of nothing that can be had is not made: 422",
    async (items) => {
      await using carts = await openCarts();
      const { status, json } = await carts.create(items);
      expect(status).toBe(422);
      expect(json.code).toBe("out_of_stock");
    },
  );

  test("is replaced whole by an update, keeping the ids of lines that stay", async () => {
    await using carts = await openCarts();
    const made = (await carts.create([{ id: "shirt-small" }, { id: "mug" }])).json;
    const { json } = await carts.update(made.id, [{ id: "shirt-small", quantity: 4 }]);
    expect(json.line_items).toHaveLength(1);
    expect(json.line_items[0]).toMatchObject({ id: made.line_items[0].id, quantity: 4 });
  });

  test("answers its state once more when canceled, then 404 to everything", async () => {
    await using carts = await openCarts();
    const { id } = (await carts.create([{ id: "mug" }])).json;
    expect((await carts.cancel(id)).json.id).toBe(id);
    const after = [await carts.get(id), await carts.update(id, [{ id: "mug" }]), await carts.cancel(id)];
    expect(after.map((answer) => answer.status)).toEqual([404, 404, 404]);
  });

  test("is gone when its time is over", async () => {
    await using carts = await openCarts();
    const { id } = (await carts.create([{ id: "mug" }])).json;
    carts.shop.clock.advance(CART_LIFETIME - 1);
    expect((await carts.get(id)).status).toBe(200);
    carts.shop.clock.advance(1);
    expect((await carts.get(id)).status).toBe(404);
  });

  test("is another agent's 404", async () => {
    await using carts = await openCarts();
    const { id } = (await carts.create([{ id: "mug" }])).json;
    expect((await carts.get(id, otherAgent)).status).toBe(404);
  });

  test("is made once per key", async () => {
    await using carts = await openCarts();
    const first = await carts.create([{ id: "mug" }], "key");
    const second = await carts.create([{ id: "mug" }], "key");
    expect(second).toMatchObject({ replayed: true, body: first.body });
    expect((await carts.create([{ id: "shirt-small" }], "key")).status).toBe(422);
  });
});
