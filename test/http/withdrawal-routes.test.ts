import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { demoShop } from "../../src/demo/shop.ts";
import { openTerminal } from "../cli/terminal.ts";
import { PageBuyer } from "./page-buyer.ts";
import { type ServedShop, serveShop } from "./shop-server.ts";

const common = { email: "erika@example.com", name: "Erika Mustermann" };
const german = { ...common, country: "DE", lineOne: "Heidestraße 17", city: "Köln", postalCode: "51147" };
const american = {
  ...common,
  country: "US",
  lineOne: "555 Golden Gate Avenue",
  city: "San Francisco",
  state: "CA",
  postalCode: "94102",
};

const product = (id: string, more: object = {}) =>
  JSON.stringify({
    id,
    title: id,
    ...more,
    variants: [{ id, title: id, price: { amount: 1_500, currency: "USD" }, stock: 50 }],
  });

describe("withdrawing from a contract", () => {
  const open = new AsyncDisposableStack();
  let shop: ServedShop;
  beforeAll(async () => {
    const settings = demoShop("http://localhost:3000").replace(
      'countries = ["US"]',
      'countries = ["US", "DE"]',
    );
    shop = open.use(
      await serveShop({
        shop: `payments = "sandbox"\n${settings}`,
        environment: { ADMIN_TOKEN: "the_merchants_own_token" },
      }),
    );
    const terminal = openTerminal({ directory: shop.folder });
    terminal.file(
      "goods.jsonl",
      [product("mug"), product("cake", { attributes: { withdrawal_excluded: "true" } })].join("\n"),
    );
    const imported = await terminal.run("catalog", "import", "goods.jsonl");
    if (imported.code !== 0) throw new Error(imported.notes);
  });
  afterAll(() => open.disposeAsync());

  async function bought(address: Record<string, string>): Promise<PageBuyer> {
    const buyer = await (await new PageBuyer(shop).begin("/buy/mug:2,cake")).fill(address);
    await buyer.post({ action: "pay", ...buyer.shown, ...address });
    await buyer.post({ outcome: "paid" });
    await buyer.get(buyer.url);
    return buyer.get(buyer.url);
  }

  test("takes two steps in the EU, opens a return, and says when it came", async () => {
    const buyer = await bought(german);
    const order = buyer.url;
    expect(buyer.html).toContain("Withdraw from contract");
    await buyer.get(`${order}/withdraw`);
    const [, line = ""] = /name="line" value="([^"]+)"/.exec(buyer.html) ?? [];
    expect(buyer.html).not.toContain("cake");
    await buyer.post({ step: "review", line }, `${order}/withdraw`);
    expect(buyer.html).toContain("Confirm withdrawal");
    await buyer.post({ step: "confirm", line }, `${order}/withdraw`);
    expect(buyer.html).toContain("We have received your withdrawal");
    expect(buyer.html).toContain("<time datetime=");
    await buyer.get(order);
    expect(buyer.html).toContain("Return, under way");
  });

  test("is noted by the merchant where the buyer wrote a letter, once", async () => {
    const buyer = await bought(german);
    const number = /Order (\d+)/.exec(buyer.html)?.[1] ?? "";
    const post = (path: string, fields: Record<string, string>, cookie = "") =>
      shop.fetch(path, {
        method: "POST",
        body: new URLSearchParams(fields).toString(),
        headers: { "content-type": "application/x-www-form-urlencoded", cookie },
        redirect: "manual",
      });
    const signedIn = await post("/admin/sign-in", { token: "the_merchants_own_token" });
    const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
    const path = `/admin/orders/${number}/withdraw`;
    const form = await (await shop.fetch(path, { headers: { cookie } })).text();
    const hidden = (words: string, name: string) =>
      new RegExp(`name="${name}" value="([^"]+)"`).exec(words)?.[1] ?? "";
    const line = /name="(line\.[^"]+)"/.exec(form)?.[1] ?? "";
    expect(form).toContain("<span>mug</span>");
    expect(form).not.toContain("<span>cake</span>");
    const fields = {
      form_token: hidden(form, "form_token"),
      form_key: hidden(form, "form_key"),
      [line]: "yes",
    };
    const asked = await (await post(path, fields, cookie)).text();
    expect(asked).toContain("Notes that the buyer withdrew from mug");
    const confirmed = hidden(asked, "confirmed");
    expect((await post(path, { ...fields, confirmed }, cookie)).status).toBe(303);
    const page = await (await shop.fetch(`/admin/orders/${number}`, { headers: { cookie } })).text();
    expect(page).toContain("return, pending");
    expect(page).toContain("withdraw, by dashboard");
    expect((await shop.fetch(path, { headers: { cookie } })).status).toBe(409);
  });

  test("is done once, however often it is confirmed", async () => {
    const buyer = await bought(german);
    const page = `${buyer.url}/withdraw`;
    const order = buyer.url;
    await buyer.get(page);
    const [, line = ""] = /name="line" value="([^"]+)"/.exec(buyer.html) ?? [];
    await Promise.all([1, 2, 3].map(() => new PageBuyer(shop).post({ step: "confirm", line }, page)));
    await buyer.get(order);
    expect(buyer.html.match(/Return, under way/g)).toHaveLength(1);
  });

  test("is not offered elsewhere, nor done", async () => {
    const buyer = await bought(american);
    expect(buyer.html).not.toContain("Withdraw from contract");
    expect((await buyer.get(`${buyer.url}/withdraw`)).status).toBe(409);
  });
});
