import { DAY } from "../../src/clock.ts";
import { releasedWires } from "../../src/protocols/acp/versions.ts";
import type { Wire } from "../../src/protocols/acp/wire.ts";
import { demoAddress, demoItems, demoToken } from "../../src/protocols/acp/words/examples.ts";
import { type Asked, agentKey, type RecordedShop } from "./recorded-shop.ts";

/** A variant of the demo shop that is sold out. */
const soldOut = "wool-throw";
const agentHeaders = { authorization: `Bearer ${agentKey}` };

/** Everything that is recorded, in the order it happens. */
export async function playLives(shop: RecordedShop): Promise<void> {
  await readPages(shop);
  for (const wire of releasedWires) await playVersion(shop, wire);
  await playAssistant(shop);
  await readFeeds(shop);
  for (const wire of releasedWires) await delegate(shop, wire);
  await playCarts(shop);
  await playGuide(shop);
  await buyByAssistant(shop);
  await runShop(shop);
}

/** One version: what becomes of sessions and orders, and what the merchant does with them. */
async function playVersion(shop: RecordedShop, { version, agentRequests: say }: Wire): Promise<void> {
  const rest = `${version}/rest.txt`;
  let keys = 0;
  const post = async (title: string, path: string, body: object, more: Asked["headers"] = {}) => {
    keys += 1;
    const headers = {
      ...agentHeaders,
      "api-version": version,
      "idempotency-key": `${version}-${keys}`,
      ...more,
    };
    const { text } = await shop.ask(rest, title, path, { method: "POST", headers, body });
    await shop.settle(version);
    return JSON.parse(text);
  };
  const get = (title: string, path: string) =>
    shop.ask(rest, title, path, { headers: { ...agentHeaders, "api-version": version } });
  const create = (title: string, wish: { item: string; quantity?: number; isTold?: boolean }) => {
    const { item, quantity = 1, isTold = true } = wish;
    const address = isTold ? demoAddress : undefined;
    return post(title, "/checkout_sessions", say.create({ item, quantity, currency: "usd", address }));
  };
  const at = ({ id }: { id: string }, verb = "") => `/checkout_sessions/${id}${verb}`;

  const session = await create("a session without an address", { item: demoItems.shirt, isTold: false });
  await post("is told where to", at(session), say.address(demoAddress));
  const [option] = JSON.parse((await get("is read", at(session))).text).fulfillment_options;
  await post("chooses the fulfillment option", at(session), say.select(option.id, [demoItems.shirt]));
  await post("is declined", at(session, "/complete"), say.complete("spt_sandbox_declined"));
  const paid = { "idempotency-key": `${version}-purchase` };
  const { order } = await post("is paid", at(session, "/complete"), say.complete(demoToken), paid);
  await post("is paid again with the same key", at(session, "/complete"), say.complete(demoToken), paid);
  await post(
    "is paid for other goods with the same key",
    at(session, "/complete"),
    say.complete("spt_other"),
    paid,
  );
  await post("cannot be canceled any more", at(session, "/cancel"), {});
  await get("is read when it is completed", at(session));

  await create("a session for what is sold out", { item: soldOut });
  await create("a session for more than there are", { item: demoItems.shirt, quantity: 5_000 });
  await create("a session for what nobody sells", { item: "moon-rock" });
  await post("a session that says nothing", "/checkout_sessions", {});
  await get("a session that nobody made", "/checkout_sessions/cs_unknown");

  const left = await create("a session that is canceled", { item: demoItems.tote });
  await post("is canceled", at(left, "/cancel"), {});

  const doubted = await create("a session whose buyer must be authenticated", { item: demoItems.tote });
  await post("is asked for authentication", at(doubted, "/complete"), say.complete("spt_sandbox_3ds"));
  await post("is authenticated", at(doubted, "/complete"), say.completeAuthenticated("spt_sandbox_3ds"));

  const forgotten = await create("a session that expires", { item: demoItems.tote });
  shop.clock.advance(DAY);
  await shop.expired(forgotten.id);
  await get("is read when it is expired", at(forgotten));
  await post("cannot be paid when it is expired", at(forgotten, "/complete"), say.complete(demoToken));

  await serve(shop, version, order.id);
  await shop.ask(`${version}/openapi.txt`, `the document of ${version}`, `/openapi/${version}.json`);
}

/** What the merchant does with an order, and what the buyer sees of it. */
async function serve(shop: RecordedShop, version: string, orderId: string): Promise<void> {
  const admin = `${version}/admin.txt`;
  const { adminHeaders: headers } = shop;
  const post = async (title: string, verb: string, body: object) => {
    await shop.ask(admin, title, `/admin/api/orders/${orderId}/${verb}`, { method: "POST", headers, body });
    await shop.settle(version);
  };
  const read = async (title: string) =>
    JSON.parse((await shop.ask(admin, title, `/admin/api/orders/${orderId}`, { headers })).text);
  const { line_items: lines, permalink_url: permalink } = await read("an order");
  const units = lines.map(({ id, quantity }: { id: string; quantity: { current: number } }) => ({
    id,
    quantity: quantity.current,
  }));
  await post("is sent", "ship", { line_items: units, carrier: "UPS", tracking_number: "1Z999AA10123456784" });
  await post("has arrived", "deliver", {});
  await post("is refunded in part", "refund", { amount: 500, description: "A loose button." });
  await read("is read in the end");
  await shop.ask(`${version}/order-page.txt`, "the buyer's page", URL.parse(permalink)?.pathname ?? "");
}

/** An assistant on `/mcp`. */
async function playAssistant(shop: RecordedShop): Promise<void> {
  let messages = 0;
  const send = async (title: string, method: string, params: object = {}) => {
    messages += 1;
    const headers = { ...agentHeaders, accept: "application/json, text/event-stream" };
    const body = { jsonrpc: "2.0", id: messages, method, params };
    const { text } = await shop.ask("mcp.txt", title, "/mcp", { method: "POST", headers, body });
    await shop.settle("mcp");
    return JSON.parse(text);
  };
  const call = async (name: string, input: object) => {
    const { result } = await send(name, "tools/call", { name, arguments: input });
    return result?.structuredContent;
  };
  const clientInfo = { name: "recording", version: "1" };
  await send("an assistant", "initialize", { protocolVersion: "2025-06-18", capabilities: {}, clientInfo });
  await send("its tools", "tools/list");
  await call("search_products", { query: "shirt" });
  await call("get_product", { id: "linen-shirt" });
  await call("get_product", { id: "moon-rock" });
  await call("get_order_status", { id: "ord_unknown" });
}

async function readPages(shop: RecordedShop): Promise<void> {
  await shop.ask("discovery.txt", "discovery", "/.well-known/acp.json");
  await shop.ask("discovery.txt", "tools", "/tools.json");
  await shop.ask("discovery.txt", "what nobody serves", "/nothing");
  await shop.ask("admin-openapi.txt", "the merchant's API", "/openapi/admin.json", {
    headers: shop.adminHeaders,
  });
}

async function readFeeds(shop: RecordedShop): Promise<void> {
  for (const format of ["jsonl", "csv", "tsv", "xml", "json"]) {
    await shop.ask(`feed.${format}.txt`, `the feed as ${format}`, `/feed.${format}`);
  }
}

/** A card becomes a token, or does not. */
async function delegate(shop: RecordedShop, { version, delegatedPayment }: Wire): Promise<void> {
  const name = `${version}/delegated-payment.txt`;
  const path = "/agentic_commerce/delegate_payment";
  const [example] = Object.values(delegatedPayment.delegate.examples);
  const headers = { ...agentHeaders, "api-version": version, "idempotency-key": `${version}-delegate` };
  const body = Object(example);
  await shop.ask(name, "a card", path, { method: "POST", headers, body });
  await shop.ask(name, "the same again", path, { method: "POST", headers, body });
  await shop.ask(name, "another with the same key", path, {
    method: "POST",
    headers,
    body: { ...body, metadata: { another: "one" } },
  });
  await shop.ask(name, "no card", path, {
    method: "POST",
    headers: { ...headers, "idempotency-key": `${version}-none` },
    body: {},
  });
}

/** A cart, of the versions that have them. */
async function playCarts(shop: RecordedShop): Promise<void> {
  for (const { version, carts } of releasedWires) {
    if (!carts) continue;
    const name = `${version}/carts.txt`;
    let keys = 0;
    const send = async (title: string, method: "GET" | "POST" | "PUT", path: string, body?: object) => {
      keys += 1;
      const headers = {
        ...agentHeaders,
        "api-version": version,
        ...(method === "GET" ? {} : { "idempotency-key": `${version}-cart-${keys}` }),
      };
      const { text } = await shop.ask(name, title, path, { method, headers, ...(body && { body }) });
      return JSON.parse(text);
    };
    const cart = await send("a cart", "POST", "/carts", { line_items: [{ id: demoItems.tote }] });
    await send("is read", "GET", `/carts/${cart.id}`);
    await send("is replaced", "PUT", `/carts/${cart.id}`, {
      line_items: [{ id: demoItems.tote, quantity: 2 }, { id: soldOut }],
    });
    await send("a cart of what is sold out", "POST", "/carts", { line_items: [{ id: soldOut }] });
    await send("a cart of nothing", "POST", "/carts", {});
    await send("is canceled", "POST", `/carts/${cart.id}/cancel`, {});
    await send("is read when it is canceled", "GET", `/carts/${cart.id}`);
    const page = await send("a cart whose page is opened", "POST", "/carts", {
      line_items: [{ id: demoItems.shirt }],
    });
    await shop.ask(name, "the cart's page", URL.parse(page.continue_url)?.pathname ?? "");
  }
}

/** The dialect of common implementation guides. */
async function playGuide(shop: RecordedShop): Promise<void> {
  const name = "guide/rest.txt";
  let keys = 0;
  const send = async (title: string, method: "GET" | "POST" | "PATCH", path: string, body?: object) => {
    keys += 1;
    const keyed = body && { body: { ...body, idempotency_key: `guide-${keys}` } };
    const { text } = await shop.ask(name, title, path, { method, headers: agentHeaders, ...keyed });
    await shop.settle("guide");
    return JSON.parse(text);
  };
  const { line_one: street, postal_code: zip, name: to, city, state, country } = demoAddress;
  const checkout = await send("a checkout", "POST", "/acp/checkout/create", {
    items: [{ product_id: "linen-shirt", variant_id: demoItems.shirt, quantity: 1 }],
  });
  const at = `/acp/checkout/${checkout.checkout_id}`;
  const { shipping_options: options = [] } = await send("is told where to", "PATCH", `${at}/update`, {
    shipping_address: { name: to, street, city, state, zip, country },
    buyer: { email: "ada@example.com", name: "Ada Lovelace" },
  });
  await send("chooses", "PATCH", `${at}/update`, { shipping_option_id: options[0]?.id });
  await send("is declined", "POST", `${at}/complete`, { payment_token: "spt_sandbox_declined" });
  await send("is paid", "POST", `${at}/complete`, { payment_token: demoToken });
  await send("is read", "GET", at);
  await send("a checkout of nothing", "POST", "/acp/checkout/create", {});
}

/** An assistant that buys, by ACP's tools and by the short flow. */
async function buyByAssistant(shop: RecordedShop): Promise<void> {
  let messages = 100;
  const call = async (name: string, input: object) => {
    messages += 1;
    const headers = { ...agentHeaders, accept: "application/json, text/event-stream" };
    const body = { jsonrpc: "2.0", id: messages, method: "tools/call", params: { name, arguments: input } };
    const { text } = await shop.ask("mcp-purchase.txt", name, "/mcp", { method: "POST", headers, body });
    await shop.settle("mcp");
    return JSON.parse(text).result?.structuredContent;
  };
  const session = await call("create_checkout_session", {
    meta: { idempotency_key: "mcp-1" },
    payload: { line_items: [{ id: demoItems.tote }], currency: "usd", capabilities: {} },
  });
  const { id } = session;
  await call("update_checkout_session", {
    id,
    payload: { fulfillment_details: { name: "Ada", email: "ada@example.com", address: demoAddress } },
  });
  await call("get_checkout_session", { id });
  const payload = {
    payment_data: {
      handler_id: "card_tokenized",
      instrument: { type: "card", credential: { type: "spt", token: "spt_sandbox_declined" } },
    },
  };
  await call("complete_checkout_session", { id, payload });
  await call("cancel_checkout_session", { id });
  await call("create_checkout_session", { payload: {} });
  await call("get_checkout_session", { id: "cs_unknown" });
  const begun = await call("initiate_checkout", {
    items: [{ id: demoItems.tote, quantity: 1 }],
    shipping_address: demoAddress,
    email: "ada@example.com",
  });
  await call("confirm_purchase", { checkout_session_id: begun.id, payment_token: demoToken });
  await call("initiate_checkout", { items: [] });
}

/** What the merchant does beside sending orders. */
async function runShop(shop: RecordedShop): Promise<void> {
  const name = "admin.txt";
  const { adminHeaders: headers } = shop;
  let keys = 0;
  const post = async (title: string, path: string, body: object) => {
    keys += 1;
    await shop.ask(name, title, `/admin/api${path}`, {
      method: "POST",
      headers: { ...headers, "idempotency-key": `merchant-${keys}` },
      body,
    });
    await shop.settle("admin");
  };
  const read = async (title: string, path: string) =>
    JSON.parse((await shop.ask(name, title, `/admin/api${path}`, { headers })).text);
  const { orders } = await read("the orders", "/orders");
  const [canceled, returned] = orders;
  await post("an order is held", `/orders/${canceled.number}/hold`, {});
  await post("is confirmed", `/orders/${canceled.number}/confirm`, {});
  await post("has a note", `/orders/${canceled.number}/note`, { type: "credit", amount: 100 });
  await post("is canceled", `/orders/${canceled.number}/cancel`, { description: "Out of fashion." });
  await post("is canceled again", `/orders/${canceled.number}/cancel`, {});
  await post("another is sent", `/orders/${returned.number}/ship`, {
    carrier: "UPS",
    tracking_number: "1Z9",
  });
  await post("is on its way", `/orders/${returned.number}/track`, { type: "in_transit" });
  await post("comes back", `/orders/${returned.number}/return`, { restock: true });
  await post("is refunded too much", `/orders/${returned.number}/refund`, { amount: 1_000_000 });
  await read("its history", `/orders/${returned.number}/history`);
  await post("an order nobody made", "/orders/9999/ship", {});
  await post("a discount", "/discounts", { name: "Ten off", code: "TEN", percent: "10" });
  await read("the discounts", "/discounts");
  await read("the events", "/webhooks?limit=2");
  await read("what waits for its end", "/payments/unresolved");
  await read("the agents", "/agents");
}
