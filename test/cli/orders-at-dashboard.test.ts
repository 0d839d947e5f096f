import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Order } from "../../src/orders/order.ts";
import { buy } from "../http/buy.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { openTerminal } from "./terminal.ts";

const terminal = openTerminal({ environment: { PORT: "0" } });
let shop: ServedShop;
/** The number the next order gets. */
let next = 1001;

beforeAll(async () => {
  shop = await serveShop({ folder: terminal.directory });
});
afterAll(() => shop[Symbol.asyncDispose]());

/** Buys two totes and a beanie beside the commands, and gives the order's number. */
async function bought(): Promise<string> {
  await buy(shop.server.url, [
    { id: "canvas-tote", quantity: 2 },
    { id: "merino-beanie-moss", quantity: 1 },
  ]);
  return String(next++);
}

async function shown(number: string): Promise<Order> {
  return (await terminal.json("orders", "show", number)) as Order;
}

function refunded({ totals }: Order): number | undefined {
  return totals.find(({ type }) => type === "amount_refunded")?.amount;
}

describe("beside a running shop", () => {
  test("an order is sent in two parcels and delivered", async () => {
    const number = await bought();
    const first = await terminal.run(
      "orders",
      "ship",
      number,
      "--item",
      "canvas-tote=2",
      "--carrier",
      "fedex",
      "--tracking-number",
      "7946 4479 0138",
    );
    expect(first.code).toBe(0);
    expect(first.out).toStartWith(`Order ${number} is processing.\n`);
    expect(first.out).toMatch(/shipping +shipped +canvas-tote=2 +FedEx +794644790138/);
    expect((await terminal.run("orders", "ship", number)).out).toStartWith(`Order ${number} is shipped.`);
    expect((await terminal.run("orders", "deliver", number)).out).toStartWith(
      `Order ${number} is completed.`,
    );
    const page = (await terminal.run("orders", "show", number)).out;
    expect(page).toMatch(/^Status +completed$/m);
    expect(page).toMatch(/command_line +order\.ship\n.*command_line +order\.ship\n.*order\.deliver/);
    expect((await shown(number)).fulfillments[0]?.trackingUrl).toBe(
      "https://www.fedex.com/fedextrack/?trknbr=794644790138",
    );
  });

  test("a part is canceled, and its money goes back", async () => {
    const number = await bought();
    const done = await terminal.run(
      "orders",
      "cancel",
      number,
      "--item",
      "canvas-tote",
      "--description",
      "One tore",
    );
    expect(done).toMatchObject({ code: 0, notes: "" });
    // One of two at 28.00 with 7.25 % tax.
    expect(done.out).toContain("$30.03 went back to the buyer.");
    const order = await shown(number);
    expect(order.lineItems[0]?.quantity).toEqual({ ordered: 2, current: 1, fulfilled: 0 });
    expect(order.adjustments).toMatchObject([
      { type: "cancellation", description: "One tore" },
      { type: "refund", amount: 3003 },
    ]);
  });

  test("a whole order is canceled without giving money back, if so wished", async () => {
    const number = await bought();
    const done = await terminal.run("orders", "cancel", number, "--no-refund");
    expect(done.out).toStartWith(`Order ${number} is canceled.`);
    expect(refunded(await shown(number))).toBeUndefined();
  });

  test("money goes back by amount, by item, and all that is left", async () => {
    const number = await bought();
    expect((await terminal.run("orders", "refund", number, "--amount", "1.50")).out).toContain(
      "$1.50 went back",
    );
    expect((await terminal.run("orders", "refund", number, "--item", "merino-beanie-moss")).code).toBe(0);
    const { out } = await terminal.run("orders", "refund", number);
    expect(out).toContain("went back to the buyer.");
    const order = await shown(number);
    expect(refunded(order)).toBe(order.totals.find(({ type }) => type === "total")?.amount);
    expect(await terminal.run("orders", "refund", number)).toEqual({
      code: 1,
      out: "",
      notes: "All of the payment has been given back already.",
    });
  });

  test("goods come back", async () => {
    const number = await bought();
    await terminal.run("orders", "ship", number);
    const done = await terminal.run(
      "orders",
      "return",
      number,
      "--item",
      "canvas-tote=2",
      "--refund-amount",
      "40",
      "--restock",
    );
    expect(done.out).toContain("$40.00 went back to the buyer.");
    expect((await shown(number)).lineItems[0]?.quantity).toEqual({ ordered: 2, current: 0, fulfilled: 0 });
  });

  test("an order is held and let go, made ready, tracked and noted on", async () => {
    const number = await bought();
    expect((await terminal.run("orders", "hold", number)).out).toContain("is manual review.");
    expect((await terminal.run("orders", "ship", number)).notes).toBe(
      "The order is held for review. Confirm it first, or cancel it.",
    );
    expect((await terminal.run("orders", "confirm", number)).code).toBe(0);
    expect((await terminal.run("orders", "ready", number, "--item", "canvas-tote")).out).toContain(
      "ready_for_pickup",
    );
    const sent = (await terminal.json("orders", "ship", number)) as { order: Order };
    const parcel = sent.order.fulfillments.find(({ status }) => status === "shipped")?.id ?? "";
    const tracked = await terminal.run("orders", "track", number, parcel, "in_transit");
    expect(tracked.out).toContain("in_transit");
    expect((await terminal.run("orders", "note", number, "credit", "--amount", "5")).code).toBe(0);
    expect((await shown(number)).adjustments.at(-1)).toMatchObject({ type: "credit", amount: 500 });
  });

  test("a gift card that hands over no file is delivered with its key", async () => {
    await buy(shop.server.url, [{ id: "gift-card-25", quantity: 1 }]);
    const number = String(next++);
    expect((await shown(number)).status).toBe("completed");
  });
});

describe("what cannot be", () => {
  let number: string;
  beforeAll(async () => {
    number = await bought();
  });

  test.each([
    ["ship 7", 1, "There is no order 7. See: checkstand orders list"],
    [
      "ship NUMBER --item canvas-tote=3",
      1,
      "Of “Canvas Tote” (canvas-tote) 2 are left for that. Ask for no more.",
    ],
    ["refund NUMBER --item canvas-tote=3", 1, "Of “Canvas Tote” (canvas-tote) 2 are left for that."],
    ["ship NUMBER --item hat", 2, "It has: canvas-tote, merino-beanie-moss."],
    ["ship NUMBER --item canvas-tote=0", 2, "Name an item and how many of it"],
    ["ship NUMBER --tracking-url javascript:alert(1)", 1, "The address must be one that a browser opens"],
    ["deliver NUMBER", 1, "Nothing of the order is left for that."],
    ["deliver NUMBER --license-key KEY", 2, "Say which digital goods"],
    [
      "deliver NUMBER --fulfillment-id ful_0 --access-url javascript:alert(1)",
      1,
      "The order has no delivery ful_0",
    ],
    ["deliver NUMBER --fulfillment-id ful_0", 1, "The order has no delivery ful_0"],
    ["return NUMBER", 1, "Nothing of the order is left for that."],
    ["refund NUMBER --amount -5", 2, "--amount must be an amount such as 12.50, in USD."],
    ["refund NUMBER --amount 1.234", 2, "--amount must be an amount"],
    ["refund NUMBER --amount 9999", 1, "of the payment is left to give back"],
    ["refund NUMBER --amount 1 --restock", 2, "Say what goes back on sale"],
    ["cancel NUMBER --no-refund --refund-amount 1", 2, "Either no money goes back, or an amount does"],
    ["track NUMBER ful_0 lost", 2, "Allowed choices are"],
    ["note NUMBER refund", 2, "Allowed choices are"],
    ["confirm NUMBER", 1, "The order stands like that already."],
  ])("orders %s fails with %i: %s", async (words, code, notes) => {
    const before = await shown(number);
    const done = await terminal.run("orders", ...words.replace("NUMBER", number).split(" "));
    expect(done).toMatchObject({ code, out: "" });
    expect(done.notes).toContain(notes);
    expect(await shown(number)).toEqual(before);
  });
});
