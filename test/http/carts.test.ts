import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { demoApiKey } from "../../src/demo/shop.ts";
import { demoItems } from "../../src/protocols/acp/words/examples.ts";
import { PageBuyer, sanFrancisco } from "./page-buyer.ts";
import { type ServedShop, serveShop } from "./shop-server.ts";

const headers = (version: string) => ({
  authorization: `Bearer ${demoApiKey}`,
  "api-version": version,
  "content-type": "application/json",
  "idempotency-key": crypto.randomUUID(),
});
interface Cart {
  readonly id: string;
  readonly continue_url: string;
  readonly line_items: object[];
}

const body = JSON.stringify({ line_items: [{ id: demoItems.tote, quantity: 2 }] });

test("a cart is made, replaced, shown to people on its page, and canceled", async () => {
  await using shop = await serveShop();
  const send = (method: string, path: string, sent?: string) =>
    shop.fetch(path, { method, headers: headers("2026-04-17"), ...(sent && { body: sent }) });
  const made = await send("POST", "/carts", body);
  expect(made.status).toBe(201);
  const { id, continue_url } = (await made.json()) as Cart;
  const replaced = await send(
    "PUT",
    `/carts/${id}`,
    JSON.stringify({ line_items: [{ id: demoItems.giftCard }] }),
  );
  expect(((await replaced.json()) as Cart).line_items).toHaveLength(1);
  expect((await send("GET", `/carts/${id}`)).status).toBe(200);

  const page = await shop.fetch(new URL(continue_url).pathname);
  expect(page.headers.get("content-type")).toStartWith("text/html");
  const shown = await page.text();
  expect(shown).toContain("Gift Card");
  expect(shown).toContain("Tax and delivery follow once the address is known");
  expect(shown).not.toContain("$0.00");

  expect((await send("POST", `/carts/${id}/cancel`)).status).toBe(200);
  expect((await send("GET", `/carts/${id}`)).status).toBe(404);
  expect((await shop.fetch(new URL(continue_url).pathname)).status).toBe(404);
});

test("a version without carts knows no such route", async () => {
  await using shop = await serveShop();
  const answer = await shop.fetch("/carts", { method: "POST", headers: headers("2025-09-29"), body });
  expect(answer.status).toBe(404);
});

test("a cart takes POST and PUT with a key only", async () => {
  await using shop = await serveShop();
  const { "idempotency-key": _, ...keyless } = headers("2026-04-17");
  const refused = await shop.fetch("/carts", { method: "POST", headers: keyless, body });
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
    400,
    "idempotency_key_required",
  ]);
});

describe("the button on a cart's page", () => {
  const open = new AsyncDisposableStack();
  let shop: ServedShop;
  beforeAll(async () => {
    shop = open.use(await serveShop());
  });
  afterAll(() => open.disposeAsync());

  const send = (method: string, path: string, sent: string) =>
    shop.fetch(path, { method, headers: headers("2026-04-17"), body: sent });
  async function newCart() {
    const { id, continue_url } = (await (await send("POST", "/carts", body)).json()) as Cart;
    return { id, path: new URL(continue_url).pathname };
  }
  const press = async (path: string) =>
    (await shop.fetch(path, { method: "POST", redirect: "manual" })).headers.get("location") ?? "";

  test("leads to one checkout, pressed twice at once and again later", async () => {
    const { path } = await newCart();
    const [one, other] = await Promise.all([press(path), press(path)]);
    expect(one).toContain("/checkout/cs_");
    expect(other).toBe(one);
    expect(await press(path)).toBe(one);
  });

  test("leads to another checkout once the cart was changed", async () => {
    const { id, path } = await newCart();
    const before = await press(path);
    await send("PUT", `/carts/${id}`, JSON.stringify({ line_items: [{ id: demoItems.giftCard }] }));
    const after = await press(path);
    expect(after).not.toBe(before);
    expect(await press(path)).toBe(after);
  });

  test("leads to another checkout once the first was canceled", async () => {
    const { path } = await newCart();
    const before = await press(path);
    const session = /cs_[^.]+/.exec(before)?.[0];
    expect((await send("POST", `/checkout_sessions/${session}/cancel`, "{}")).status).toBe(200);
    expect(await press(path)).not.toBe(before);
  });

  test("leads to the order of a cart that was paid, and buys nothing again", async () => {
    const { path } = await newCart();
    const buyer = new PageBuyer(shop);
    await buyer.post({}, path);
    await buyer.get(buyer.url);
    await buyer.fill(sanFrancisco);
    await buyer.post({ action: "pay", ...buyer.shown, ...sanFrancisco });
    await buyer.post({ outcome: "paid" }, buyer.url);
    await buyer.get(buyer.url);
    expect(buyer.url).toContain("/orders/");
    const { url } = buyer;
    await buyer.post({}, path);
    await buyer.get(buyer.url);
    expect(buyer.url).toBe(url);
  });
});
