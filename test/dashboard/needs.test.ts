import { expect, test } from "bun:test";
import { needsOf } from "../../src/dashboard/pages/home-page/needs.ts";
import { setupSteps } from "../../src/dashboard/pages/home-page/setup-steps.ts";
import { demoAdminToken } from "../../src/demo/shop.ts";
import { advice, wrong } from "../../src/doctor/finding.ts";
import { html } from "../../src/html.ts";
import { asId, type OrderId } from "../../src/ids.ts";
import { type Currency, minor } from "../../src/money.ts";
import type { PendingWork } from "../../src/monitoring/pending-work.ts";
import { stoppedClock, testShop } from "../checkout/shop.ts";
import { buy } from "../http/buy.ts";
import { serveShop } from "../http/shop-server.ts";
import { openBrowserOf } from "./browser-of.ts";

const nothing: PendingWork = {
  orders: {},
  overduePayments: [],
  disputes: [],
  deadEvents: 0,
  deadMails: 0,
  soldOut: 0,
  lowStock: 0,
  alerts: [],
  hasProducts: true,
};

/** What Home says first, and where it leads. */
function needsFor(pending: Partial<PendingWork>, more: Partial<Parameters<typeof needsOf>[0]> = {}) {
  const found = {
    jobs: [],
    feed: { refused: 0, refusedProducts: [], failing: [] },
    findings: undefined,
    ...more,
  };
  return needsOf({ ...found, pending: { ...nothing, ...pending } }, testShop).map(({ words, path }) => [
    typeof words === "string" ? words : html`${words}`.text,
    path,
  ]);
}

test("Home needs nobody while all is well", () => {
  expect(needsFor({})).toEqual([]);
});

test("Home names a dispute with its deadline before all else, and leads to its order", () => {
  const dispute = {
    reference: "du_1",
    orderId: asId<OrderId>("ord_1"),
    orderNumber: 1007,
    state: "open",
    amount: minor(1250),
    currency: "usd" as Currency,
    reason: "product_not_received",
    openedAt: stoppedClock().now(),
    respondBy: stoppedClock().now(),
  } as const;
  expect(needsFor({ disputes: [dispute], orders: { confirmed: 2, processing: 1 } })).toEqual([
    ["A buyer's bank disputes order 1007", "/orders/1007"],
    ["3 orders to ship", "/orders?view=unfulfilled&sort=oldest"],
  ]);
});

test("Home leads to where each thing is mended", () => {
  const findings = [wrong("SMTP_URL", "refused"), advice("tax", "no rates"), advice("support", "nobody")];
  expect(
    needsFor({ orders: { manual_review: 1 }, deadEvents: 2, soldOut: 1, lowStock: 4 }, { findings }),
  ).toEqual([
    ["1 order on hold", "/orders?view=on_hold"],
    ["2 events that an agent did not take", "/health#events"],
    ["1 variant sold out", "/products?view=sold_out"],
    ["4 variants nearly sold out", "/products?view=low_stock"],
    ["SMTP_URL", "/health#findings"],
    ["2 things that could be better", "/health#findings"],
  ]);
});

test("the way to the first sale says of money what the payment provider still wants, and nothing of another", () => {
  const shop = {
    isDemo: false,
    hasOwner: true,
    hasProducts: true,
    isPublic: true,
    hasKeys: true,
    sendsMail: true,
    hasOrders: true,
  };
  const step = (toTakeMoney: string | undefined) =>
    setupSteps({ ...shop, toTakeMoney }).find(({ words }) => words === "Take real money");
  expect(step("Set PROVIDER_KEY.")).toMatchObject({ isDone: false, how: "Set PROVIDER_KEY." });
  expect(step(undefined)).toMatchObject({ isDone: true, how: "" });
});

test("an event that no agent took is sent again from its order's page, and all of them from Health", async () => {
  const heard: string[] = [];
  let status = 400;
  using agent = Bun.serve({
    port: 0,
    async fetch(request) {
      heard.push(await request.text());
      return new Response(null, { status });
    },
  });
  const environment = {
    AGENT_WEBHOOK_URL: `http://127.0.0.1:${agent.port}/`,
    AGENT_WEBHOOK_SECRET: "a-secret-that-only-the-agent-knows",
  };
  await using shop = await serveShop({ environment });
  const merchant = openBrowserOf(shop);
  await merchant.post("/sign-in", { token: demoAdminToken });
  for (const _ of ["first", "second"]) await buy(shop.server.url, [{ id: "canvas-tote", quantity: 1 }]);
  const until = async (path: string, words: string) => {
    for (;;) {
      const { text } = await merchant.get(path);
      if (text.includes(words)) return text;
      await Bun.sleep(20);
    }
  };
  await until("/health", "Send all 2 again");
  const page = await until("/orders/1001", "Given up");
  status = 200;
  const event = /name="event" value="(\w+)"/.exec(page)?.[1] ?? "";
  await merchant.post("/orders/1002/replay", { event });
  expect((await merchant.get("/orders/1002")).text).toContain("not kept any more");
  await merchant.post("/orders/1001/replay", { event });
  await until("/orders/1001", "Delivered");
  expect((await merchant.get("/health")).text).toContain("Send all 1 again");
  await merchant.post("/health/replay");
  await until("/orders/1002", "Delivered");
  expect((await merchant.get("/health")).text).not.toContain("no agent took");
  expect(heard).toHaveLength(4);
});

test("Home leads from what the feed leaves out to those products, with the reasons", async () => {
  await using shop = await serveShop();
  const merchant = openBrowserOf(shop);
  await merchant.post("/sign-in", { token: demoAdminToken });
  await merchant.get("/products");
  await merchant.post("/products/new", { title: "Bare hook", price: "3", stock: "9", published: "yes" });
  await (await shop.fetch("/feed.jsonl")).text();
  const { text: home } = await merchant.get("");
  expect(home).toContain('/admin/products?view=refused">1 variant left out of the feed</a>');
  const { text: list } = await merchant.get("/products?view=refused");
  expect(list).toContain(">Bare hook</a>");
  expect(list).toContain("image_url");
  expect(list).not.toContain("Canvas Tote");
});

test("Health says what the shop depends on, and looks again when it is asked", async () => {
  await using shop = await serveShop();
  const merchant = openBrowserOf(shop);
  await merchant.post("/sign-in", { token: demoAdminToken });
  await merchant.get("/health");
  await merchant.post("/health/look");
  const { text } = await merchant.get("/health");
  expect(text).toContain("Looked at again.");
  expect(text).toContain("Sandbox: nothing is sold for real.");
  expect(text).toContain("checkstand doctor reads the whole database");
});
