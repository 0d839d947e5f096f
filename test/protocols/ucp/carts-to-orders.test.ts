import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { demoApiKey } from "../../../src/demo/shop.ts";
import { ucpErrors } from "../../conformance/official-ucp.ts";
import { type ServedShop, serveShop } from "../../http/shop-server.ts";
import {
  everyWay,
  home,
  hostProfiles,
  jane,
  type ProfileHost,
  patientOutgoing,
  payBy,
  type platform,
  profileIn,
  transports,
  whole,
} from "./platform.ts";

const key = { "x-api-key": demoApiKey };

describe.each(everyWay)("in %s over %s", (version, transport) => {
  let shop: ServedShop;
  let profiles: ProfileHost;
  let ask: ReturnType<typeof platform>;

  beforeAll(async () => {
    profiles = hostProfiles(() => Response.json(profileIn(version)));
    shop = await serveShop({ outgoing: patientOutgoing() });
    ask = transports[transport](shop, profiles.at("platform"));
  });
  afterAll(async () => {
    await shop[Symbol.asyncDispose]();
    profiles[Symbol.dispose]();
  });

  const context = { address_country: "US", address_region: "CA" };
  const makeCart = async () =>
    (await ask("POST", "/carts", { line_items: whole.line_items, buyer: jane, context })).body;
  const fromCart = (cart_id: string, more = {}) =>
    ask("POST", "/checkout-sessions", { cart_id, line_items: [], ...more });

  test("a checkout of a cart is made of its lines, buyer and context", async () => {
    const cart = await makeCart();
    const { status, body } = await fromCart(cart.id);
    expect(status).toBe(transport === "REST" ? 201 : 200);
    expect(body.line_items[0]).toMatchObject({ item: { id: "cedar-candle" }, quantity: 2 });
    expect(body.buyer).toMatchObject(jane);
    expect(body.context).toEqual(context);
  });

  test("a cart says of what nobody sells the same as a checkout", async () => {
    for (const path of ["/carts", "/checkout-sessions"]) {
      const { body } = await ask("POST", path, { line_items: [{ item: { id: "nothing" }, quantity: 1 }] });
      expect(body.messages).toMatchObject([{ code: "item_unavailable", severity: "unrecoverable" }]);
    }
  });

  test("what a request says beside is taken, but not what the cart says", async () => {
    const cart = await makeCart();
    const { body } = await fromCart(cart.id, {
      line_items: [{ item: { id: "linen-shirt-small" }, quantity: 9 }],
      buyer: { email: "other@example.com" },
      fulfillment: { methods: [{ type: "shipping", destinations: [home] }] },
    });
    expect(body.line_items.map(({ item }: { item: { id: string } }) => item.id)).toEqual(["cedar-candle"]);
    expect(body).toMatchObject({ buyer: jane, status: "ready_for_complete" });
  });

  test("the same cart leads to the same checkout until that is over", async () => {
    const cart = await makeCart();
    const first = (await fromCart(cart.id)).body.id;
    const again = await fromCart(cart.id);
    expect({ status: again.status, id: again.body.id }).toEqual({ status: 200, id: first });
    await ask("POST", `/checkout-sessions/${first}/cancel`);
    expect((await fromCart(cart.id)).body.id).not.toBe(first);
  });

  test("a cart that was changed leads to the same checkout, which takes the change up and keeps what it knows", async () => {
    const cart = await makeCart();
    const { body: begun } = await fromCart(cart.id);
    const path = `/checkout-sessions/${begun.id}`;
    const { body: ready } = await ask("PUT", path, whole);
    expect(ready.status).toBe("ready_for_complete");
    await ask("PUT", `/carts/${cart.id}`, {
      line_items: [{ item: { id: "linen-shirt-small" }, quantity: 3 }],
    });
    const { status, body } = await fromCart(cart.id);
    expect({ status, id: body.id }).toEqual({ status: 200, id: begun.id });
    expect(body.line_items).toMatchObject([{ item: { id: "linen-shirt-small" }, quantity: 3 }]);
    expect(body).toMatchObject({ status: "ready_for_complete", buyer: jane });
    expect((await ask("GET", path)).body.line_items).toEqual(body.line_items);
    expect((await fromCart(cart.id)).body).toMatchObject({ id: begun.id, line_items: body.line_items });
  });

  test("a change of a checkout's goods and codes is found in its cart again", async () => {
    const cart = await makeCart();
    const { body: begun } = await fromCart(cart.id);
    const shirts = [{ item: { id: "linen-shirt-small" }, quantity: 3 }];
    const path = `/checkout-sessions/${begun.id}`;
    await ask("PUT", path, { ...whole, line_items: shirts, discounts: { codes: ["WELCOME10"] } });
    const { body: left } = await ask("GET", `/carts/${cart.id}`);
    expect(left.line_items).toMatchObject(shirts);
    expect(left).toMatchObject({ buyer: jane, context, discounts: { codes: ["WELCOME10"] } });
    expect(ucpErrors(version, "cart", left)).toEqual([]);
    const { body: again } = await fromCart(cart.id);
    expect(again).toMatchObject({ id: begun.id, line_items: shirts });
    await ask("POST", `${path}/cancel`);
    expect((await fromCart(cart.id)).body.line_items).toMatchObject(shirts);
  });

  test("a cart that was changed since is not changed back by the checkout begun of it", async () => {
    const cart = await makeCart();
    const { body: begun } = await fromCart(cart.id);
    const shirts = [{ item: { id: "linen-shirt-small" }, quantity: 3 }];
    await ask("PUT", `/carts/${cart.id}`, { line_items: shirts });
    await ask("PUT", `/checkout-sessions/${begun.id}`, { ...whole, buyer: jane });
    expect((await ask("GET", `/carts/${cart.id}`)).body.line_items).toMatchObject(shirts);
  });

  test("a cart that could hold none of its checkout's goods stays as it was", async () => {
    const cart = await makeCart();
    const { body: begun } = await fromCart(cart.id);
    const lines = [{ item: { id: "wool-throw" }, quantity: 1 }];
    await ask("PUT", `/checkout-sessions/${begun.id}`, { ...whole, line_items: lines });
    expect((await ask("GET", `/carts/${cart.id}`)).body.line_items).toEqual(cart.line_items);
  });

  test("a cart that was thrown away is not brought back by the checkout begun of it", async () => {
    const cart = await makeCart();
    const { body: begun } = await fromCart(cart.id);
    await ask("POST", `/carts/${cart.id}/cancel`);
    const lines = [{ item: { id: "linen-shirt-small" }, quantity: 3 }];
    const { body } = await ask("PUT", `/checkout-sessions/${begun.id}`, { ...whole, line_items: lines });
    expect(body.line_items).toMatchObject(lines);
    expect((await ask("GET", `/carts/${cart.id}`)).body.messages[0].code).toBe("not_found");
  });

  test("a checkout that is being paid takes no change of its cart up", async () => {
    const cart = await makeCart();
    const { body: begun } = await fromCart(cart.id);
    await ask("PUT", `/checkout-sessions/${begun.id}`, whole);
    await ask("POST", `/checkout-sessions/${begun.id}/complete`, payBy("tok_timeout"));
    await ask("PUT", `/carts/${cart.id}`, {
      line_items: [{ item: { id: "linen-shirt-small" }, quantity: 3 }],
    });
    const { body } = await fromCart(cart.id);
    expect(body).toMatchObject({ id: begun.id, status: "complete_in_progress" });
    expect(body.line_items).toMatchObject([{ item: { id: "cedar-candle" }, quantity: 2 }]);
  });

  test("a cart that is not there makes no checkout", async () => {
    const { status, body } = await fromCart("cart_nothing");
    expect({ status, ucp: body.ucp.status, code: body.messages[0].code }).toEqual({
      status: 200,
      ucp: "error",
      code: "not_found",
    });
  });

  test("a request for neither a cart nor goods is refused", async () => {
    const { status, body } = await ask("POST", "/checkout-sessions", { line_items: [] });
    expect({ status, path: body.path }).toEqual({ status: 400, path: "$.line_items" });
  });

  test("an order is shown to the agent that placed it, and to nobody else", async () => {
    const { body } = await ask("POST", "/checkout-sessions", whole, key);
    const paid = await ask("POST", `/checkout-sessions/${body.id}/complete`, payBy("tok_approved"), key);
    const path = `/orders/${paid.body.order.id}`;
    const order = (await ask("GET", path, undefined, key)).body;
    expect(order).toMatchObject({
      id: paid.body.order.id,
      checkout_id: body.id,
      currency: "USD",
      totals: paid.body.totals,
    });
    expect(Object.keys(order.ucp.capabilities)).toEqual(["dev.ucp.shopping.order"]);
    expect(ucpErrors(version, "order", order)).toEqual([]);
    expect((await ask("GET", path)).status).toBe(401);
    const none = await ask("GET", "/orders/ord_nothing", undefined, key);
    expect({ status: none.status, code: none.body.messages[0].code }).toEqual({
      status: 200,
      code: "not_found",
    });
  });
});
