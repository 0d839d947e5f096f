import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { appendFileSync } from "node:fs";
import { instant } from "../../src/clock.ts";
import { demoApiKey } from "../../src/demo/shop.ts";
import { asId, type DiscountId } from "../../src/ids.ts";
import { demoAddress, demoBuyer, demoItems, demoToken } from "../../src/protocols/acp/words/examples.ts";
import { discountOf } from "../discounts/discounts.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { writeBeside } from "../shop-database.ts";
import { answerOf, connect } from "./client.ts";

/** Where what was answered can be read, when somebody asks for it. */
const transcript = Bun.env["CHECKSTAND_TRANSCRIPT"];

let shop: ServedShop;
let anybody: Awaited<ReturnType<typeof connect>>;
/** What was learned on the way, as a model would have it: a cart, and an order with its page. */
let cart = "";
let order = { number: 0, link: "" };

beforeAll(async () => {
  shop = await serveShop();
  anybody = await connect(shop.server.url);
  await writeBeside(shop.database, async ({ discounts }) => {
    await discounts.insert(discountOf({ code: "TEN" }));
    const ended = { endsAt: instant(1_000) };
    await discounts.insert(discountOf({ id: asId<DiscountId>("dsc_ended"), code: "SUMMER", ...ended }));
  });
  const made = await ask("create_cart", { line_items: [tote] });
  cart = /Cart (\S+),/.exec(made)?.[1] ?? "";
  await using agent = await connect(shop.server.url, demoApiKey);
  const session = answerOf(
    await agent.call("initiate_checkout", {
      items: [tote],
      shipping_address: demoAddress,
      email: demoBuyer.email,
    }),
  );
  const payment = { checkout_session_id: session.id, payment_token: demoToken };
  const placed = answerOf(await agent.call("confirm_purchase", payment)).order;
  order = { number: Number(placed.order_number), link: placed.permalink_url };
});
afterAll(async () => {
  await anybody[Symbol.asyncDispose]();
  await shop[Symbol.asyncDispose]();
});

/** What a model reads of an answer, a refusal as well. */
async function ask(tool: string, input: Record<string, unknown>): Promise<string> {
  const { content } = await anybody.client.callTool({ name: tool, arguments: input });
  const [first] = Array.isArray(content) ? content : [];
  return String(first?.text);
}

const tote = { id: demoItems.tote, quantity: 1 };
const soldOut = { id: "linen-shirt-large", quantity: 1 };
const california = { country: "US", state: "CA", postal_code: "94102" };

type Question = readonly [asked: string, tool: string, input: () => Record<string, unknown>, answer: RegExp];

/** What buyers ask, what a model calls for it, and what the answer must tell to who knows nothing else. */
const questions: readonly Question[] = [
  ["What do you sell?", "search_products", () => ({}), / products:[\s\S]*create_cart/],
  ["Do you have totes?", "search_products", () => ({ query: "tote" }), /variant id canvas-tote/],
  ["Something for under 15 dollars?", "search_products", () => ({ max_price: 1500 }), /\$14\.50/],
  ["Do you sell bicycles?", "search_products", () => ({ query: "bicycle" }), /Nothing here matches.*Try/],
  ["Show me two at a time.", "search_products", () => ({ limit: 2 }), /the cursor all-\d+/],
  ["And the next two?", "search_products", () => ({ limit: 2, cursor: "all-2" }), /2 products/],
  ["(a made-up cursor)", "search_products", () => ({ cursor: "page 2" }), /\$\.cursor: next_cursor/],
  ["(a price in words)", "search_products", () => ({ max_price: "cheap" }), /\$\.max_price/],
  [
    "Tell me more about the shirt.",
    "get_product",
    () => ({ id: "linen-shirt" }),
    /The merchant writes.*linen/i,
  ],
  ["Is there a large one?", "get_product", () => ({ id: "linen-shirt-large" }), /Large” \$64\.00, sold out/],
  ["(a product it made up)", "get_product", () => ({ id: "silk-shirt" }), /no such product.*search_products/],
  ["(no id)", "get_product", () => ({}), /\$\.id/],
  [
    "I want one tote.",
    "create_cart",
    () => ({ line_items: [tote] }),
    /1 × “Canvas Tote”, \$28\.00[\s\S]*pays here/,
  ],
  [
    "A tote and two mugs.",
    "create_cart",
    () => ({ line_items: [tote, { id: "enamel-mug-navy", quantity: 2 }] }),
    /Total \$57\.00/,
  ],
  [
    "What is it with delivery to San Francisco?",
    "update_cart",
    () => ({ cart_id: cart, line_items: [tote], ...california }),
    /Shipping \$5\.99.*Tax/,
  ],
  [
    "I have the code TEN.",
    "update_cart",
    () => ({ cart_id: cart, line_items: [tote], code: "ten" }),
    /-\$10\.00/,
  ],
  [
    "Then try SUMMER.",
    "update_cart",
    () => ({ cart_id: cart, line_items: [tote], code: "SUMMER" }),
    /“SUMMER”.*(ended|expired)/,
  ],
  [
    "Or FREE100?",
    "update_cart",
    () => ({ cart_id: cart, line_items: [tote], code: "FREE100" }),
    /“FREE100”: This code is not valid[\s\S]*call update_cart/,
  ],
  [
    "It is a gift, wrap it.",
    "update_cart",
    () => ({ cart_id: cart, line_items: [tote], code: "", note: "Gift wrap, please" }),
    /Note to the shop: “Gift wrap, please”/,
  ],
  [
    "Do you ship to North Korea?",
    "update_cart",
    () => ({ cart_id: cart, line_items: [tote], country: "KP", postal_code: "1" }),
    /Tell the buyer: We do not deliver to this address\.\nNext: .*update_cart/,
  ],
  [
    "(a country by name)",
    "create_cart",
    () => ({ line_items: [tote], country: "Germany" }),
    /\$\.country: Two letters/,
  ],
  [
    "One large linen shirt.",
    "create_cart",
    () => ({ line_items: [soldOut] }),
    /None of the items can be had now/,
  ],
  [
    "The tote, and the large shirt too.",
    "create_cart",
    () => ({ line_items: [tote, soldOut] }),
    /Tell the buyer: “Linen Shirt - Large” is sold out.*\nNext: .*update_cart/,
  ],
  [
    "(a variant it made up)",
    "create_cart",
    () => ({ line_items: [{ id: "canvas-tot", quantity: 1 }] }),
    /canvas-tote/,
  ],
  [
    "Ten packs of notebooks.",
    "create_cart",
    () => ({ line_items: [{ id: "field-notebook", quantity: 10 }] }),
    /None of the items can be had.*Only 3 of “Field Notebooks/,
  ],
  ["Forget it, empty the cart.", "update_cart", () => ({ cart_id: cart, line_items: [] }), /\$\.line_items/],
  ["(a cart it made up)", "checkout", () => ({ cart_id: "cart_1" }), /no such cart.*create_cart/],
  ["I want to pay.", "checkout", () => ({ cart_id: cart }), /nothing is bought before: http/],
  ["Where is my order?", "get_order_status", () => ({}), /link.*number and email/],
  [
    "Here is its page.",
    "get_order_status",
    () => ({ link: order.link }),
    /is confirmed[\s\S]*1 × “Canvas Tote”/,
  ],
  [
    "It is this number, jane@…",
    "get_order_status",
    () => ({ number: order.number, email: demoBuyer.email }),
    /^The order is confirmed and not sent yet\.\n.*get_order_status answers by link/,
  ],
  [
    "(somebody else's number)",
    "get_order_status",
    () => ({ number: order.number, email: "mallory@example.com" }),
    /no such order.*Ask the buyer/,
  ],
];

describe("a model that knows only the answers knows what to do next", () => {
  test.each([...questions])("%s", async (asked, tool, input, expected) => {
    const answer = await ask(tool, input());
    if (transcript !== undefined)
      appendFileSync(
        transcript,
        `${asked}\n  ${tool} ${JSON.stringify(input())}\n  ${answer.replaceAll("\n", "\n  ")}\n\n`,
      );
    expect(answer).toMatch(expected);
  });
});
