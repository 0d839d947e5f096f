import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { ServedShop } from "../http/shop-server.ts";
import {
  everyWay,
  hostProfiles,
  type ProfileHost,
  payBy,
  profileIn,
  transports,
} from "../protocols/ucp/platform.ts";
import { john, key, serveFlowerShop, springfield } from "./flower-shop.ts";

/**
 * The cases of the official conformance suite, with its flower shop: which of its cases is which test, and which is none,
 * `official-ucp-cases.ts` says. Its mock payment handler is our sandbox's.
 */
describe.each(everyWay)("the flower shop in %s over %s", (version, transport) => {
  let shop: ServedShop;
  let profiles: ProfileHost;
  let ask: ReturnType<(typeof transports)["REST"]>;

  beforeAll(async () => {
    profiles = hostProfiles(() => Response.json(profileIn(version)));
    shop = await serveFlowerShop();
    const asked = transports[transport](shop, profiles.at("platform"));
    ask = (method, path, body, headers) => asked(method, path, body, { ...key, ...headers });
  });
  afterAll(async () => {
    await shop?.[Symbol.asyncDispose]();
    profiles?.[Symbol.dispose]();
  });

  const roses = (quantity = 1) => [{ item: { id: "bouquet_roses" }, quantity }];
  const shipped = (more = {}, destination: object = springfield) => ({
    methods: [{ type: "shipping", destinations: [destination], ...more }],
  });
  const whole = { line_items: roses(), buyer: john, fulfillment: shipped() };
  const create = async (body: object = whole) => (await ask("POST", "/checkout-sessions", body)).body;
  const update = (id: string, body: object, headers = {}) =>
    ask("PUT", `/checkout-sessions/${id}`, body, headers);
  const complete = (id: string, token = "success_token", headers = {}) =>
    ask("POST", `/checkout-sessions/${id}/complete`, payBy(token), headers);
  const cancel = (id: string, headers = {}) =>
    ask("POST", `/checkout-sessions/${id}/cancel`, undefined, headers);
  const amounts = ({ totals }: { totals: readonly { type: string; amount: number }[] }) =>
    Object.fromEntries(totals.map(({ type, amount }) => [type, amount]));
  const paid = async () => {
    const { id } = await create();
    return (await complete(id)).body;
  };

  describe("business logic", () => {
    test("totals are calculated on create and again on update", async () => {
      const begun = await create({ line_items: roses(2) });
      expect(amounts(begun)).toMatchObject({ subtotal: 7000, total: 7000 });
      expect(amounts((await update(begun.id, { line_items: roses(3) })).body)).toMatchObject({
        subtotal: 10500,
      });
    });

    test("a code takes ten per cent off", async () => {
      const begun = await create({ line_items: roses(), discounts: { codes: ["10OFF"] } });
      expect(amounts(begun)).toMatchObject({ subtotal: 3500, items_discount: -350, total: 3150 });
      expect(begun.discounts.applied).toMatchObject([{ code: "10OFF", amount: 350 }]);
    });

    test("several codes hold together, and each is told", async () => {
      const { discounts, totals } = await create({
        line_items: roses(),
        discounts: { codes: ["10OFF", "WELCOME20"] },
      });
      expect(discounts.applied.map(({ code }: { code: string }) => code)).toEqual(["10OFF", "WELCOME20"]);
      expect(amounts({ totals })["total"]).toBe(2520);
    });

    test("of several codes one that is unknown is warned of, and the others hold", async () => {
      const begun = await create({ line_items: roses(), discounts: { codes: ["10OFF", "INVALID_CODE"] } });
      expect(begun.discounts.applied).toHaveLength(1);
      expect(begun.messages).toContainEqual(
        expect.objectContaining({ type: "warning", code: "discount_code_invalid" }),
      );
    });

    test("a fixed amount is taken off", async () => {
      const begun = await create({ line_items: roses(), discounts: { codes: ["FIXED500"] } });
      expect(amounts(begun)).toMatchObject({ items_discount: -500, total: 3000 });
    });

    test("the codes of a cart take off what they do, and go with it to its checkout", async () => {
      const codes = ["10OFF", "INVALID_CODE"];
      const { body: cart } = await ask("POST", "/carts", { line_items: roses(), discounts: { codes } });
      expect(cart.discounts.codes).toEqual(codes);
      expect(cart.discounts.applied).toMatchObject([
        { code: "10OFF", amount: 350, allocations: [{ path: "$.line_items[0]", amount: 350 }] },
      ]);
      expect(amounts(cart)).toMatchObject({ subtotal: 3500, items_discount: -350, total: 3150 });
      expect(cart.messages).toContainEqual(
        expect.objectContaining({ code: "discount_code_invalid", path: "$.discounts.codes[1]" }),
      );
      const taken = { cart_id: cart.id, line_items: [] };
      const begun = await create(taken);
      expect(begun.discounts).toMatchObject({ codes, applied: [{ code: "10OFF", amount: 350 }] });
      const { body: without } = await ask("PUT", `/carts/${cart.id}`, { line_items: roses() });
      expect(without.discounts).toBeUndefined();
      expect(await create(taken)).toMatchObject({ id: begun.id, totals: without.totals });
    });

    test("an unknown code takes nothing off", async () => {
      const begun = await create();
      const { body } = await update(begun.id, { ...whole, discounts: { codes: ["INVALID_CODE_123"] } });
      expect(body.totals).toEqual(begun.totals);
    });

    if (version === "2026-04-08") {
      test("what a buyer consents to is kept", async () => {
        const consent = { marketing: true, analytics: false, sale_of_data: false };
        const { id } = await create({ line_items: roses(), buyer: { ...john, consent } });
        expect((await ask("GET", `/checkout-sessions/${id}`)).body.buyer.consent).toEqual(consent);
      });
    }

    test("who buys is kept", async () => {
      const { id } = await create({ line_items: roses(), buyer: john });
      expect((await ask("GET", `/checkout-sessions/${id}`)).body.buyer).toMatchObject(john);
    });
  });

  describe("totals", () => {
    const bills = async () => {
      const codes = ["10OFF"];
      const bare = await create({ line_items: roses() });
      return [bare.totals, (await create({ ...whole, discounts: { codes } })).totals];
    };

    test("there is one subtotal and one total, and each entry has a type and whole minor units", async () => {
      for (const totals of await bills()) {
        const types = totals.map(({ type }: { type: string }) => type);
        for (const one of ["subtotal", "total"])
          expect(types.filter((type: string) => type === one)).toHaveLength(1);
        for (const { type, amount } of totals) {
          expect(type).toMatch(/./);
          expect(amount).toBeInteger();
        }
      }
    });

    test("what is charged is not below nothing, and what is taken off is", async () => {
      for (const totals of await bills())
        for (const { type, amount } of totals)
          if (type.endsWith("discount")) expect(amount).toBeLessThan(0);
          else expect(amount).toBeGreaterThanOrEqual(0);
    });
  });

  describe("carts", () => {
    test("a cart that is thrown away is shown as it was", async () => {
      const { body: cart } = await ask("POST", "/carts", { line_items: roses(3) });
      const { body: thrown } = await ask("POST", `/carts/${cart.id}/cancel`);
      expect(thrown).toMatchObject({ id: cart.id, line_items: cart.line_items });
    });

    test("a cart's goods are bought whatever the request says, and lead to one checkout", async () => {
      const { body: cart } = await ask("POST", "/carts", { line_items: roses(2) });
      const first = await create({ cart_id: cart.id, line_items: roses(9) });
      expect(first.line_items[0].quantity).toBe(2);
      expect((await create({ cart_id: cart.id, line_items: [] })).id).toBe(first.id);
    });
  });

  describe("a checkout's life", () => {
    test("it is created, shown, updated and completed", async () => {
      const begun = await create();
      expect((await ask("GET", `/checkout-sessions/${begun.id}`)).body.id).toBe(begun.id);
      const { body } = await update(begun.id, { ...whole, line_items: roses(2) });
      expect(body.line_items[0].quantity).toBe(2);
      expect((await complete(begun.id)).body).toMatchObject({
        status: "completed",
        order: { label: expect.any(String) },
      });
    });

    test("canceled, it is not canceled, updated or completed again", async () => {
      const { id } = await create();
      expect((await cancel(id)).body.status).toBe("canceled");
      expect((await cancel(id)).status).not.toBe(200);
      expect((await update(id, whole)).status).not.toBe(200);
      expect((await complete(id)).status).not.toBe(200);
    });

    test("completed, it is not completed, updated or canceled again", async () => {
      const { id } = await paid();
      expect((await complete(id)).status).not.toBe(200);
      expect((await update(id, whole)).status).not.toBe(200);
      expect((await cancel(id)).status).not.toBe(200);
    });
  });

  describe("fulfillment", () => {
    test("options come with the address, and the one chosen is paid for", async () => {
      const begun = await create();
      const [method] = begun.fulfillment.methods;
      expect(method.groups[0].options.map(({ id }: { id: string }) => id)).toEqual([
        "std-ship",
        "exp-ship-us",
      ]);
      const { body } = await update(begun.id, {
        ...whole,
        fulfillment: shipped({ groups: [{ selected_option_id: "exp-ship-us" }] }),
      });
      expect(amounts(body)).toMatchObject({ fulfillment: 1500, total: 5000 });
    });

    test("another country has other options", async () => {
      const abroad = { ...springfield, address_country: "CA", address_region: "ON", postal_code: "M5H 2N2" };
      const { fulfillment } = await create({ ...whole, fulfillment: shipped({}, abroad) });
      expect(fulfillment.methods[0].groups[0].options.map(({ id }: { id: string }) => id)).toEqual([
        "std-ship",
        "exp-ship-intl",
      ]);
    });

    test("the options of a group have titles, each its own", async () => {
      const { fulfillment } = await create();
      const titles = fulfillment.methods[0].groups[0].options.map(({ title }: { title: string }) => title);
      expect(titles).toEqual(["Standard Shipping", "Express Shipping (US)"]);
    });

    test("everything that is shipped is in one group", async () => {
      const line_items = [...roses(), { item: { id: "pot_ceramic" }, quantity: 1 }];
      const { fulfillment, line_items: lines } = await create({ ...whole, line_items });
      const [{ groups, line_item_ids }] = fulfillment.methods;
      expect(groups).toHaveLength(1);
      expect(line_item_ids).toEqual(lines.map(({ id }: { id: string }) => id));
      expect(groups[0].line_item_ids).toEqual(line_item_ids);
    });

    test("a buyer nobody knows has no destination until one is said", async () => {
      const { fulfillment } = await create({ line_items: roses(), buyer: { email: "new@example.com" } });
      expect(fulfillment.methods[0].destinations).toBeUndefined();
    });

    test("of several destinations the one that is selected counts", async () => {
      const abroad = { ...springfield, address_country: "CA", address_region: "ON", postal_code: "M5H 2N2" };
      const destinations = [
        { id: "home", ...springfield },
        { id: "abroad", ...abroad },
      ];
      const method = { type: "shipping", destinations, selected_destination_id: "abroad" };
      const { fulfillment } = await create({ ...whole, fulfillment: { methods: [method] } });
      expect(fulfillment.methods[0].destinations[0].address_country).toBe("CA");
    });

    test("a buyer who is known by an e-mail address is offered no address on file", async () => {
      await paid();
      const { fulfillment } = await create({ line_items: roses(), buyer: john });
      expect(fulfillment.methods[0].destinations).toBeUndefined();
    });

    test("a buyer who is known may send it elsewhere, and the address keeps its id", async () => {
      await paid();
      const elsewhere = {
        id: "dest_new",
        street_address: "123 New St",
        postal_code: "M5V 2H1",
        address_country: "CA",
      };
      const { fulfillment } = await create({ ...whole, fulfillment: shipped({}, elsewhere) });
      const [{ destinations, groups }] = fulfillment.methods;
      expect(destinations).toMatchObject([{ id: "dest_new", address_country: "CA" }]);
      expect(groups[0].options.map(({ id }: { id: string }) => id)).toContain("exp-ship-intl");
    });

    test("an address without an id gets one", async () => {
      const { fulfillment } = await create({
        ...whole,
        fulfillment: shipped({}, { ...springfield, id: "" }),
      });
      expect(fulfillment.methods[0].destinations[0].id).toMatch(/./);
    });

    test("an order over a hundred dollars is shipped free", async () => {
      const { totals, discounts } = await create({ ...whole, line_items: roses(3) });
      expect(amounts({ totals })["total"]).toBe(10500);
      expect(amounts({ totals })).toMatchObject({ fulfillment: 500, discount: -500 });
      const path = '$.totals[?@.type == "fulfillment"]';
      expect(discounts.applied).toMatchObject([
        { automatic: true, amount: 500, allocations: [{ path, amount: 500 }] },
      ]);
    });
  });

  describe("paying", () => {
    const payWith = async (credential: object, more = {}) => {
      const { id } = await create();
      const instrument = { id: "instr_1", handler_id: "sandbox", type: "card", selected: true, credential };
      const body = { payment: { instruments: [instrument] }, ...more };
      return (await ask("POST", `/checkout-sessions/${id}/complete`, body)).body;
    };

    test("a token that is bound to a checkout and an identity is paid with", async () => {
      const binding = { checkout_id: "any", identity: { access_token: "user_access_token" } };
      const paid = await payWith({ type: "stripe_token", token: "success_token", binding });
      expect(paid.status).toBe("completed");
      expect(JSON.stringify(paid)).not.toContain("user_access_token");
    });

    test("an AP2 mandate, which nobody agreed on, is passed over", async () => {
      const ap2 = { checkout_mandate: "header.payload.signature~kb_signature" };
      const paid = await payWith({ type: "token", token: "success_token" }, { ap2 });
      expect(paid).toMatchObject({ status: "completed" });
      expect(paid.ap2).toBeUndefined();
      expect(Object.keys(paid.ucp.capabilities).filter((name) => name.includes("ap2"))).toEqual([]);
    });

    test("a card that says what it is, number and all, is refused", async () => {
      const card = { type: "card", card_number_type: "fpan", number: "4242424242424242", cvc: "123" };
      expect(await payWith(card)).toMatchObject({ messages: [{ code: "payment_failed" }] });
    });
  });

  describe("idempotency", () => {
    test("the same key answers the same, and another body with it is a conflict", async () => {
      const idempotent = { "idempotency-key": crypto.randomUUID() };
      const first = await ask("POST", "/checkout-sessions", whole, idempotent);
      expect((await ask("POST", "/checkout-sessions", whole, idempotent)).body).toEqual(first.body);
      const other = { ...whole, line_items: roses(2) };
      expect((await ask("POST", "/checkout-sessions", other, idempotent)).status).toBe(409);
    });

    test("so it is with updates, completions and cancellations", async () => {
      const { id } = await create();
      for (const act of [
        (headers: object) => update(id, whole, headers),
        (headers: object) => complete(id, "success_token", headers),
      ]) {
        const idempotent = { "idempotency-key": crypto.randomUUID() };
        const first = await act(idempotent);
        expect((await act(idempotent)).body).toEqual(first.body);
      }
      const other = await create();
      const idempotent = { "idempotency-key": crypto.randomUUID() };
      const first = await cancel(other.id, idempotent);
      expect((await cancel(other.id, idempotent)).body).toEqual(first.body);
    });
  });

  describe("orders", () => {
    test("an order is retrieved with its lines, expectations and totals", async () => {
      const { order, totals } = await paid();
      const found = (await ask("GET", `/orders/${order.id}`)).body;
      expect(found).toMatchObject({ id: order.id, totals, fulfillment: { events: [] }, adjustments: [] });
      expect(found.line_items[0]).toMatchObject({
        quantity: { total: 1, fulfilled: 0 },
        status: "processing",
      });
      expect(found.fulfillment.expectations[0]).toMatchObject({ method_type: "shipping" });
    });

    test("an order says what was chosen for it to be sent by, in the option's words", async () => {
      const chosen = shipped({ groups: [{ selected_option_id: "exp-ship-us" }] });
      const { id } = await create({ ...whole, fulfillment: chosen });
      const { order } = (await complete(id)).body;
      const found = (await ask("GET", `/orders/${order.id}`)).body;
      expect(found.fulfillment.expectations[0].description).toBe("Express Shipping (US)");
      expect(order.permalink_url).toMatch(/^https?:/);
    });
  });

  describe("validation", () => {
    test("what is out of stock is said, and cannot be bought", async () => {
      const begun = await create({ ...whole, line_items: [{ item: { id: "gardenias" }, quantity: 1 }] });
      expect(begun.status).toBe("incomplete");
      expect(begun.messages).toContainEqual(
        expect.objectContaining({ type: "error", code: "out_of_stock", path: "$.line_items[0]" }),
      );
    });

    test("an update beyond the stock is said as well", async () => {
      const { id } = await create();
      const { body } = await update(id, { ...whole, line_items: roses(1001) });
      expect(body.messages).toContainEqual(expect.objectContaining({ code: "out_of_stock" }));
    });

    test("what does not exist makes no checkout", async () => {
      const body = await create({ ...whole, line_items: [{ item: { id: "pink_wumpus" }, quantity: 1 }] });
      expect(body).toMatchObject({ ucp: { status: "error" }, messages: [{ severity: "unrecoverable" }] });
    });

    test("a payment that fails leaves the checkout open", async () => {
      const { id } = await create();
      const { body } = await complete(id, "tok_declined");
      expect(body).toMatchObject({ status: "ready_for_complete", messages: [{ code: "payment_failed" }] });
    });

    test("without an address nothing is completed", async () => {
      const { id } = await create({ line_items: roses(), buyer: john });
      const { body } = await complete(id);
      expect(body).toMatchObject({ ucp: { status: "error" }, messages: [{ severity: "recoverable" }] });
    });

    test("a card's number is refused as a credential", async () => {
      const { id } = await create();
      expect((await complete(id, "4242424242424242")).body.messages[0].code).toBe("payment_failed");
    });
  });
});
