import { requestsOf } from "../../src/certify/version-requests.ts";
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
}

/** One version: what becomes of sessions and orders, and what the merchant does with them. */
async function playVersion(shop: RecordedShop, { version }: Wire): Promise<void> {
  const say = requestsOf(version);
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
