import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { sanFrancisco as address, PageBuyer } from "./page-buyer.ts";
import { type ServedShop, serveShop } from "./shop-server.ts";

describe("the page of a checkout", () => {
  const open = new AsyncDisposableStack();
  let shop: ServedShop;
  beforeAll(async () => {
    shop = open.use(await serveShop());
  });
  afterAll(() => open.disposeAsync());

  const newBuyer = () => new PageBuyer(shop);
  const ready = async (link = "/buy/canvas-tote") => (await newBuyer().begin(link)).fill(address);

  test("is made by a button, and not by looking at a link", async () => {
    const buyer = await newBuyer().get("/buy/canvas-tote:2?code=NONE");
    expect(buyer.status).toBe(200);
    expect(buyer.html).toContain("$56.00");
    await buyer.post({}, "/buy/canvas-tote:2");
    expect(buyer.status).toBe(303);
    expect(buyer.url).toContain("/checkout/cs_");
  });

  test("is kept by no cache, and tells nobody where the buyer came from", async () => {
    const buyer = await ready();
    const response = await shop.fetch(new URL(buyer.url, shop.server.url).pathname);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(response.headers.get("x-robots-tag")).toContain("noindex");
  });

  test.each([
    ["of a made-up session", "cs_1.AAAAAAAAAAAAAAAAAAAAAA"],
    ["without a code", "cs_1"],
    ["of nothing", "%20"],
  ])("%s is none: 404", async (_, token) => {
    expect((await newBuyer().get(`/checkout/${token}`)).status).toBe(404);
  });

  test("says each mistake at its field, and keeps what was typed", async () => {
    const buyer = await newBuyer().begin("/buy/canvas-tote");
    await buyer.post({ action: "continue", ...address, email: "jane@example", postalCode: "nowhere" });
    expect(buyer.status).toBe(422);
    expect(buyer.html).toContain('id="email-wrong"');
    expect(buyer.html).toContain('id="postalCode-wrong"');
    expect(buyer.html).not.toContain('id="city-wrong"');
    expect(buyer.html).toContain('value="jane@example"');
    expect(buyer.html).toContain("555 Golden Gate Avenue");
  });

  test("charges nothing where the total is another than it showed, and says what is new", async () => {
    const buyer = await ready();
    await buyer.post({ action: "pay", ...buyer.shown, ...address, delivery: "express" });
    expect(buyer.status).toBe(409);
    expect(buyer.html).toContain("$14.99 instead of $5.99");
    await buyer.post({ action: "pay", ...buyer.shown, ...address, delivery: "express" });
    expect(buyer.status).toBe(303);
    expect(buyer.url).toContain("/sandbox/pay/");
  });

  test.each([
    ["a made-up revision", { revision: "x" }],
    ["another total", { shown: "{}" }],
    ["nothing shown", { shown: "" }],
  ])("charges nothing for a form with %s", async (_, forged) => {
    const buyer = await ready();
    await buyer.post({ action: "pay", ...buyer.shown, ...address, ...forged });
    expect(buyer.status).toBe(409);
  });

  test("sends two tabs that press Pay to one page, and makes one order", async () => {
    const one = await ready();
    const other = await newBuyer().get(one.url);
    const fields = { action: "pay", ...one.shown, ...address };
    await Promise.all([one.post(fields), other.post(fields)]);
    const pages = new Set([one.url, other.url].filter((url) => url.includes("/sandbox/pay/")));
    expect(pages.size).toBe(1);
    const [page = ""] = pages;
    await one.post({ outcome: "paid" }, page);
    await one.get(one.url);
    await other.post({ outcome: "paid" }, page);
    expect(one.url).toContain("/orders/");
    expect(other.html).toContain("paid already");
  });

  test("can be changed again after the buyer turned back at the provider's", async () => {
    const buyer = await ready();
    const { url } = buyer;
    await buyer.post({ action: "pay", ...buyer.shown, ...address });
    await buyer.post({ outcome: "never" }, buyer.url);
    await buyer.get(buyer.url);
    await buyer.get(url);
    expect(buyer.html).toContain("Nothing was charged");
    expect(buyer.html).toContain("Order and pay");
  });

  test("takes a discount code off again, and says why another does not hold", async () => {
    const buyer = await ready();
    await buyer.post({ action: "apply", ...address, code: "NOSUCHCODE" });
    await buyer.get(buyer.url);
    expect(buyer.html).toContain("This code is not valid.");
  });

  test("speaks the buyer's language, with the button the law asks for in their country", async () => {
    const response = await shop.fetch("/buy/canvas-tote", {
      headers: { "accept-language": "de-AT,de;q=0.9,en;q=0.5" },
    });
    const html = await response.text();
    expect(html).toContain('<html lang="de-AT">');
    expect(html).toContain("Zur Kasse");
  });

  test("shows a product that has no other page, and sells it", async () => {
    const buyer = await newBuyer().get("/products/linen-shirt");
    expect(buyer.status).toBe(200);
    expect(buyer.html).toContain('"@type":"Product"');
    expect(buyer.html).toContain('rel="canonical"');
    await buyer.post({ variant: "linen-shirt-small", quantity: "2" }, "/products/linen-shirt");
    expect(buyer.status).toBe(303);
    await buyer.get(buyer.url);
    expect(buyer.html).toContain("Linen Shirt - Small");
  });
});
