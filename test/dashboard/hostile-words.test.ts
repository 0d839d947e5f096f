import { afterAll, beforeAll, expect, test } from "bun:test";
import { dashboardRoutes } from "../../src/dashboard/page-routes.ts";
import type { AdminServices } from "../../src/dashboard/services.ts";
import { demoAdminToken } from "../../src/demo/shop.ts";
import { stoppedClock, testShop } from "../checkout/shop.ts";
import { buy, market } from "../http/buy.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { type Browser, openBrowserOf } from "./browser-of.ts";

/** Words that leave an attribute, an element and a script, in any quotes. */
const hostile = `'"></textarea></title><script>alert(1)</script><img src=x onerror=alert(2)>`;
const address = "javascript:alert(3)";

let shop: ServedShop;
let owner: Browser;
let product: string;

beforeAll(async () => {
  shop = await serveShop();
  owner = openBrowserOf(shop);
  await owner.post("/sign-in", { token: demoAdminToken });
  await owner.get("/products");
  product = await makeProduct();
  await sell();
  await workOnOrder();
  await employ();
});
afterAll(() => shop[Symbol.asyncDispose]());

/** Asks the merchant's API for a change, which must be made. */
async function change<Json>(path: string, body: object): Promise<Json> {
  const response = await shop.fetch(`/admin/api${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${demoAdminToken}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return (await response.json()) as Json;
}

async function makeProduct(): Promise<string> {
  const { product: made } = await change<{ product: { id: string } }>("/products", {
    id: "hostile",
    title: hostile,
    description: hostile,
    variants: [
      {
        id: "hostile-1",
        price: 500,
        stock: 9,
        sku: hostile,
        options: [{ name: hostile, value: hostile.slice(0, 90) }],
      },
    ],
  });
  await change(`/products/${made.id}/edit`, {
    title: `${hostile} again`,
    brand: hostile,
    categories: [hostile],
  });
  await change("/variants/hostile-1/stock", { to: 7, reason: hostile });
  return made.id;
}

async function sell(): Promise<void> {
  for (const _ of ["one to work on", "one that waits"])
    await buy(shop.server.url, [{ id: "hostile-1", quantity: 2 }], {
      buyer: { first_name: hostile, last_name: hostile, email: "hostile@example.com" },
      address: { ...market, name: hostile, line_one: hostile, city: hostile },
    });
}

async function workOnOrder(): Promise<void> {
  const words = { description: hostile, location: hostile };
  const units = (
    await change<{ order: { line_items: { id: string }[] } }>("/orders/1001/note", {
      type: "credit",
      description: hostile,
      reason: hostile,
    })
  ).order.line_items.map(({ id }) => ({ id, quantity: 1 }));
  await change("/orders/1001/ship", {
    ...words,
    line_items: units,
    carrier: hostile,
    tracking_number: hostile,
  });
  await change("/orders/1001/refund", { amount: 100, description: hostile });
}

/** Somebody comes in under such a name, and makes such a token. */
async function employ(): Promise<void> {
  const password = "a sentence that nobody guesses";
  await owner.get("/people");
  await owner.post("/people/owner", { name: hostile, email: "olga@shop.example", password });
  await owner.get("/people");
  await owner.post("/people/token", { name: hostile, scope: "orders:look" });
  await owner.post("/orders/1002/hold");
}

/** Nothing of the words is markup: what they begin stands in the page as text. */
function expectText(path: string, page: string): void {
  for (const markup of [
    "<script>alert",
    "<img src=x",
    "onerror=alert(2)>",
    `href="${address}`,
    `src="${address}`,
  ])
    expect([path, markup, page.includes(markup)]).toEqual([path, markup, false]);
}

/** Every page there is, by its path after `/admin`. */
const pages = dashboardRoutes({
  shop: testShop,
  clock: stoppedClock(),
  reads: {},
  orderService: {},
} as unknown as AdminServices)
  .routes.filter(({ method, path }) => method === "GET" && !/assets|join/.test(path))
  .map(({ path }) => path.replace(/^\/admin/, ""));

test.each(pages)(
  "%s shows words of buyers, agents, imports and people as text, and those of its address",
  async (path) => {
    const shown = path
      .replace(":number", "1001")
      .replace(":product", product)
      .replace(/:\w+/g, encodeURIComponent(hostile));
    const names = [
      "search",
      "view",
      "sort",
      "days",
      "agent",
      "way",
      "from",
      "to",
      "behind",
      "kind",
      "number",
    ];
    const asked = new URLSearchParams(Object.fromEntries(names.map((name) => [name, hostile])));
    for (const address of [shown, `${shown}?search=${encodeURIComponent(hostile)}`, `${shown}?${asked}`]) {
      const { text, headers } = await owner.get(address);
      // A spreadsheet is no page: no browser reads markup in it.
      if (headers.get("content-type")?.startsWith("text/html")) expectText(address, text);
    }
  },
);

test.each([
  "",
  "/orders",
  "/orders/1001",
  "/orders/print?number=1002",
  "/products",
  "/products/p/hostile",
  "/people",
  "/search?search=hostile",
])("%s has such words at all", async (path) => {
  expect((await owner.get(path)).text).toContain("&lt;script&gt;alert(1)");
});

test.each(["1001", "1002"])(
  "an order's every form shows what was typed as text: order %s",
  async (number) => {
    for (const path of pages.filter((each) => each.startsWith("/orders/:number/"))) {
      const form = path.replace(":number", number);
      const fields = [
        "description",
        "carrier",
        "tracking_number",
        "location",
        "amount",
        "license_key",
        "step",
        "type",
      ];
      const typed = Object.fromEntries(fields.map((name) => [name, hostile]));
      const { text } = await owner.post(form, { ...typed, access_url: address, look: "yes" });
      expectText(form, text);
    }
  },
);

test.each([
  ["/products/new", { title: hostile, price: hostile, options: hostile, media: address }],
  [
    "/products/p/hostile",
    { title: hostile, "price:hostile-1": hostile, media: address, fields: hostile, version: "1" },
  ],
  ["/products/p/hostile/variants", { "option:0": hostile, price: hostile }],
  ["/products/many", { id: hostile, do: "delete" }],
  ["/orders/many", { number: hostile, do: hostile }],
  ["/people/invite", { email: hostile, role: hostile }],
  ["/people/token", { name: hostile, scope: hostile }],
  ["/account/password", { now: hostile, password: hostile }],
  ["/account/second-factor", { secret: hostile, code: hostile }],
])("%s gives back what was typed as text", async (path, fields) => {
  expectText(path, (await owner.post(path, fields)).text);
});

test("so does the door", async () => {
  const stranger = openBrowserOf(shop);
  expectText("/sign-in", (await stranger.post("/sign-in", { email: hostile, password: hostile })).text);
  expectText("/join", (await stranger.get(`/join/${encodeURIComponent(hostile)}`)).text);
});
