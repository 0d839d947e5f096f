import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { demoApiKey } from "../../src/demo/shop.ts";
import { demoAddress, demoBuyer, demoItems, demoToken } from "../../src/protocols/acp/words/examples.ts";
import { discountOf } from "../discounts/discounts.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { writeBeside } from "../shop-database.ts";
import { answerOf, connect, errorOf } from "./client.ts";

let shop: ServedShop;
let agent: Awaited<ReturnType<typeof connect>>;
let anybody: Awaited<ReturnType<typeof connect>>;

beforeAll(async () => {
  shop = await serveShop();
  agent = await connect(shop.server.url, demoApiKey);
  anybody = await connect(shop.server.url);
});
afterAll(async () => {
  await agent[Symbol.asyncDispose]();
  await anybody[Symbol.asyncDispose]();
  await shop[Symbol.asyncDispose]();
});

const tote = { id: demoItems.tote, quantity: 2 };

async function createCart(): Promise<string> {
  return answerOf(await anybody.call("create_cart", { line_items: [tote] })).cart_id;
}

describe("the list without a key", () => {
  test("has the six tools anybody may call, in less than 12 kB", async () => {
    const { tools } = await anybody.client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      "search_products",
      "get_product",
      "create_cart",
      "update_cart",
      "checkout",
      "get_order_status",
    ]);
    expect(JSON.stringify(tools).length).toBeLessThan(12_000);
  });

  test("says of each what it may do and what it answers", async () => {
    const { tools } = await anybody.client.listTools();
    for (const { name, annotations, outputSchema } of tools) {
      expect([name, annotations, outputSchema]).toEqual([
        name,
        {
          readOnlyHint: expect.any(Boolean),
          destructiveHint: expect.any(Boolean),
          idempotentHint: expect.any(Boolean),
          openWorldHint: false,
        },
        expect.objectContaining({ type: "object" }),
      ]);
    }
  });
});

describe("a cart without a key", () => {
  test("goes from a search to the page where its buyer pays", async () => {
    const { products } = answerOf(await anybody.call("search_products", { query: "canvas tote" }));
    const line_items = [{ id: products[0].variants[0].id, quantity: 1 }];
    const cart = answerOf(await anybody.call("create_cart", { line_items }));
    const checkout = answerOf(await anybody.call("checkout", { cart_id: cart.cart_id }));
    expect(checkout).toEqual(cart);
    const page = await shop.fetch(new URL(checkout.url).pathname);
    expect([page.status, (await page.text()).includes(cart.line_items[0].title)]).toEqual([200, true]);
  });

  test("is replaced as a whole", async () => {
    const cart_id = await createCart();
    const line_items = [{ id: demoItems.shirt, quantity: 1 }];
    const updated = answerOf(await anybody.call("update_cart", { cart_id, line_items }));
    expect(updated).toMatchObject({ cart_id, line_items: [{ id: demoItems.shirt, quantity: 1 }] });
  });

  test("is estimated with delivery and tax as its checkout will ask them", async () => {
    const { country, state, postal_code } = demoAddress;
    const place = { country, state, postal_code };
    const { totals } = answerOf(await anybody.call("create_cart", { line_items: [tote], ...place }));
    const session = answerOf(
      await agent.call("create_checkout_session", {
        payload: {
          line_items: [tote],
          currency: "usd",
          capabilities: {},
          fulfillment_details: { name: demoAddress.name, email: demoBuyer.email, address: demoAddress },
        },
      }),
    );
    const total = (of: readonly { type: string; amount: number }[]) =>
      of.find(({ type }) => type === "total")?.amount;
    expect(totals.at(-1).amount).toBe(total(session.totals));
  });

  test("is estimated alike by its state's name, and not at all for a state that is none", async () => {
    const cartFor = (state: string) =>
      anybody.call("create_cart", { line_items: [tote], country: "us", state, postal_code: "94105" });
    const { totals } = answerOf(await cartFor("CA"));
    expect(answerOf(await cartFor("California")).totals).toEqual(totals);
    expect(errorOf(await cartFor("Bavaria"))).toMatchObject({ code: "invalid", param: "$.state" });
  });

  test("takes the buyer's code off, and says why one brings nothing", async () => {
    await writeBeside(shop.database, ({ discounts }) => discounts.insert(discountOf({ code: "TENOFF" })));
    const totalOf = (cart: { totals: { amount: number }[] }) => cart.totals.at(-1)?.amount ?? 0;
    const place = {
      country: demoAddress.country,
      state: demoAddress.state,
      postal_code: demoAddress.postal_code,
    };
    const plain = answerOf(await anybody.call("create_cart", { line_items: [tote], ...place }));
    const input = { line_items: [tote], code: "tenoff", ...place };
    const reduced = answerOf(await anybody.call("create_cart", input));
    expect([reduced.code, totalOf(reduced) < totalOf(plain), reduced.messages]).toEqual(["tenoff", true, []]);
    const { cart_id } = reduced;
    const wrong = answerOf(await anybody.call("update_cart", { ...input, cart_id, code: "NOSUCH" }));
    expect([totalOf(wrong), wrong.messages]).toEqual([totalOf(plain), [expect.stringContaining("NOSUCH")]]);
  });

  test("keeps code and note until others are sent, and takes them to its checkout", async () => {
    const words = { code: "NOSUCH", note: "Leave it at the door." };
    const { cart_id } = answerOf(await anybody.call("create_cart", { line_items: [tote], ...words }));
    const shirt = { cart_id, line_items: [{ id: demoItems.shirt, quantity: 1 }] };
    expect(answerOf(await anybody.call("update_cart", shirt))).toMatchObject(words);
    const { url } = answerOf(await anybody.call("checkout", { cart_id }));
    await shop.fetch(new URL(url).pathname, { method: "POST", redirect: "manual" });
    const session = await writeBeside(shop.database, async ({ carts, sessions }) => {
      const cart = await carts.find(cart_id);
      return cart?.sessionId && (await sessions.find(cart.sessionId));
    });
    expect(session).toMatchObject({ discountCodes: ["NOSUCH"], orderNotes: words.note });
    const none = answerOf(await anybody.call("update_cart", { ...shirt, code: "", note: " " }));
    expect([none.code, none.note]).toEqual([undefined, undefined]);
  });

  test("to a country that is not served says so", async () => {
    const cart = answerOf(await anybody.call("create_cart", { line_items: [tote], country: "KP" }));
    expect(cart.messages).not.toEqual([]);
  });

  test("is not seen by an agent, nor an agent's cart by anybody else", async () => {
    const cart_id = await createCart();
    expect(errorOf(await agent.call("checkout", { cart_id })).code).toBe("not_found");
    const theirs = answerOf(await agent.call("create_cart", { line_items: [tote] }));
    expect(errorOf(await anybody.call("checkout", { cart_id: theirs.cart_id })).code).toBe("not_found");
  });

  test.each<[string, object, string]>([
    ["create_cart", { line_items: [] }, "$.line_items"],
    ["create_cart", { line_items: [{ id: demoItems.tote, quantity: 0 }] }, "$.line_items[0].quantity"],
    ["create_cart", { line_items: Array(51).fill(tote) }, "$.line_items"],
    ["create_cart", { line_items: [tote], country: "Narnia" }, "$.country"],
    ["update_cart", { cart_id: "x".repeat(65), line_items: [tote] }, "$.cart_id"],
  ])("%s refuses %j at %s, in a result that models are shown", async (name, input, param) => {
    expect(errorOf(await anybody.call(name, { ...input }))).toMatchObject({ param });
    const { isError, content } = await anybody.client.callTool({ name, arguments: { ...input } });
    expect([isError, JSON.stringify(content)]).toEqual([true, expect.stringContaining(param)]);
  });

  test("of an item that nobody sells names what was meant", async () => {
    const { message } = errorOf(
      await anybody.call("create_cart", { line_items: [{ id: "tot", quantity: 1 }] }),
    );
    expect(message).toContain("tot");
  });
});

describe("an order's status without a key", () => {
  async function placeOrder() {
    const session = answerOf(
      await agent.call("initiate_checkout", {
        items: [tote],
        shipping_address: demoAddress,
        email: demoBuyer.email,
      }),
    );
    const payment = { checkout_session_id: session.id, payment_token: demoToken };
    return answerOf(await agent.call("confirm_purchase", payment)).order;
  }

  test("is all told to who has the link of its page", async () => {
    const { id, permalink_url: link } = await placeOrder();
    const status = answerOf(await anybody.call("get_order_status", { link }));
    expect(status).toEqual(answerOf(await agent.call("get_order_status", { id })));
  });

  test("is one word to who knows number and e-mail, and nothing to who knows one of them", async () => {
    const order = await placeOrder();
    const number = Number(order.order_number);
    const by = (email: string) => anybody.call("get_order_status", { number, email });
    expect(answerOf(await by(demoBuyer.email.toUpperCase()))).toEqual({ status: "confirmed" });
    expect(errorOf(await by("somebody@example.com")).code).toBe("not_found");
    expect(errorOf(await anybody.call("get_order_status", { number })).code).toBe("missing");
  });

  test("guesses at an order are few, whoever makes them", async () => {
    const guess = (email: string) =>
      shop.fetch("/mcp", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          jsonrpc: "2.0",
          id: 1,
          method: "tools/call",
          params: {
            name: "get_order_status",
            arguments: { number: 4711, email },
            _meta: { "openai/subject": email },
          },
        }),
      });
    const answers: string[] = [];
    for (const who of ["a", "b", "c", "d", "e", "f"])
      answers.push(await (await guess(`${who}@example.com`)).text());
    expect(answers.map((text) => JSON.parse(text).result._meta.error.code)).toEqual([
      ...Array.from({ length: 5 }, () => "not_found"),
      "rate_limited",
    ]);
  });
});
