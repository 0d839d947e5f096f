import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { demoAdminToken } from "../../src/demo/shop.ts";
import { buy, market } from "../http/buy.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { rowsIn } from "../shop-database.ts";

let shop: ServedShop;
let next = 1001;

beforeAll(async () => {
  shop = await serveShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

/** Whether search has an order's words. */
async function isIndexed(number: number): Promise<boolean> {
  const waiting = await rowsIn(shop.database, `SELECT 1 FROM orders_to_index WHERE number = ${number}`);
  return waiting.length === 0;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await Bun.sleep(20);
}

async function bought(): Promise<number> {
  await buy(shop.server.url, [{ id: "canvas-tote", quantity: 2 }]);
  return next++;
}

/** Sends a form as {@link ask} does, and confirms what it is asked. */
async function send(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const form_key = crypto.randomUUID().replaceAll("-", "");
  const asked = await ask(path, { form_key, ...fields }, headers);
  const [, confirmed] = /name="confirmed" value="(\w+)"/.exec(await asked.clone().text()) ?? [];
  return confirmed === undefined ? asked : ask(path, { form_key, ...fields, confirmed }, headers);
}

/** Sends a form as a page that was just opened would, unless it names its own key. */
function ask(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const form_key = crypto.randomUUID().replaceAll("-", "");
  return shop.fetch(path, {
    method: "POST",
    body: new URLSearchParams({ form_key, ...fields }).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    redirect: "manual",
  });
}

/** Signs in, and gives the cookie as a browser would send it. */
async function signIn(): Promise<string> {
  const response = await send("/admin/sign-in", { token: demoAdminToken });
  expect(response.status).toBe(303);
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}

/** Opens an order's page as somebody who is signed in, and gives its words and the hidden fields of its forms. */
async function open(number: number, cookie: string) {
  const response = await shop.fetch(`/admin/orders/${number}`, { headers: { cookie } });
  const words = await response.text();
  const form = await (await shop.fetch(`/admin/orders/${number}/refund`, { headers: { cookie } })).text();
  const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(form)?.[1] ?? "";
  const line = /name="quantity\.([^"]+)"/.exec(form)?.[1] ?? "";
  return {
    status: response.status,
    words,
    line,
    form_token: hidden("form_token"),
    form_key: hidden("form_key"),
  };
}

describe("signing in", () => {
  test.each(["/admin", "/admin/orders", "/admin/orders/1001"])("is asked for at %s", async (path) => {
    const response = await shop.fetch(path);
    expect(response.status).toBe(401);
    expect(await response.text()).toContain("The merchant's dashboard");
  });

  test("by the token gives a cookie that scripts and other sites cannot use", async () => {
    const response = await send("/admin/sign-in", { token: demoAdminToken });
    expect(response.headers.get("location")).toBe("/admin");
    const cookie = response.headers.get("set-cookie") ?? "";
    for (const part of ["HttpOnly", "SameSite=Strict", "Path=/admin", "Max-Age=43200"])
      expect(cookie).toContain(part);
    expect(cookie).not.toContain(demoAdminToken);
  });

  test("by anything else does not", async () => {
    for (const token of ["", "wrong", `${demoAdminToken}x`]) {
      const response = await send("/admin/sign-in", { token });
      expect(response.status).toBe(401);
      expect(response.headers.get("set-cookie")).toBeNull();
      expect(await response.text()).toContain("That is not the token.");
    }
  });

  test("ends by signing out, also for who kept the cookie", async () => {
    const cookie = await signIn();
    expect((await shop.fetch("/admin/account", { headers: { cookie } })).status).toBe(200);
    const { form_token } = await open(await bought(), cookie);
    expect((await send("/admin/sign-out", {}, { cookie })).status).toBe(403);
    const response = await send("/admin/sign-out", { form_token }, { cookie });
    expect(response.headers.get("set-cookie")).toContain("checkstand_dashboard=; Path=/admin; Max-Age=0");
    expect((await shop.fetch("/admin/orders", { headers: { cookie } })).status).toBe(401);
  });
});

describe("the list", () => {
  test("shows orders, and those asked for", async () => {
    const number = await bought();
    const cookie = await signIn();
    const list = async (query: string) =>
      (await shop.fetch(`/admin/orders${query}`, { headers: { cookie } })).text();
    expect(await list("")).toContain(`/admin/orders/${number}">${number}</a>`);
    expect(await list("?search=ada@example.com&status=confirmed")).toContain(`>${number}</a>`);
    expect(await list("?view=canceled")).toContain("There are no such orders.");
    expect(await list("?agent=nobody-of-that-name")).toContain("There are no such orders.");
  });

  test.each([
    ["its number", (number: number) => String(number)],
    ["its number as people write it", (number: number) => `#${number}`],
    ["the beginning of a name, without its accents", () => "lovel"],
    ["a part of an e-mail address", () => "ada@exam"],
    ["an item and a SKU", () => "canvas HP-TOTE"],
  ])("finds an order by %s, before and after it is indexed", async (_, words) => {
    const number = await bought();
    const cookie = await signIn();
    const look = async () =>
      (
        await shop.fetch(`/admin/orders?search=${encodeURIComponent(words(number))}`, { headers: { cookie } })
      ).text();
    expect(await look()).toContain(`>${number}</a>`);
    await until(() => isIndexed(number));
    expect(await look()).toContain(`>${number}</a>`);
  });

  test.each(['"', "*", "a AND", "^x", "NEAR(", "words:", "'; drop", "\\", "%"])(
    "takes %j for words and no more",
    async (words) => {
      const cookie = await signIn();
      const path = `/admin/orders?search=${encodeURIComponent(words)}`;
      expect((await shop.fetch(path, { headers: { cookie } })).status).toBe(200);
    },
  );

  test("is a spreadsheet of what is looked for, in which nothing is a formula", async () => {
    await buy(shop.server.url, [{ id: "canvas-tote", quantity: 1 }], {
      buyer: { first_name: "=HYPERLINK(1)", last_name: "@evil", email: "formula@example.com" },
    });
    next += 1;
    const cookie = await signIn();
    const response = await shop.fetch("/admin/orders.csv?search=formula", { headers: { cookie } });
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(response.headers.get("content-disposition")).toMatch(
      /^attachment; filename="orders-[\d-]+\.csv"$/,
    );
    const [head = "", line = "", ...rest] = (await response.text()).trim().split("\r\n");
    expect(head).toStartWith("number,placed_at,status");
    expect(line).toContain("'=HYPERLINK(1),'@evil,formula@example.com");
    expect(rest).toEqual([]);
  });

  test("ships several at once after saying so, each once, and prints them", async () => {
    const numbers = [await bought(), await bought()];
    const cookie = await signIn();
    const list = await (await shop.fetch("/admin/orders", { headers: { cookie } })).text();
    const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(list)?.[1] ?? "";
    const marks = [
      ["form_token", hidden("form_token")],
      ["form_key", hidden("form_key")],
      ...numbers.map((number) => ["number", String(number)]),
    ];
    const post = (fields: string[][]) =>
      shop.fetch("/admin/orders/many", {
        method: "POST",
        body: new URLSearchParams([...marks, ...fields] as [string, string][]).toString(),
        headers: { "content-type": "application/x-www-form-urlencoded", cookie },
        redirect: "manual",
      });
    const printed = await post([["do", "slips"]]);
    const path = printed.headers.get("location") ?? "";
    expect(path).toBe(`/admin/orders/print?kind=slips&number=${numbers[0]}&number=${numbers[1]}`);
    const slips = await (await shop.fetch(path, { headers: { cookie } })).text();
    expect(slips).toContain(`Packing slip · Order ${numbers[1]}`);
    expect(slips).not.toContain("$");

    expect(await (await post([["do", "ship"]])).text()).toContain("Ship 2 orders?");
    for (let time = 0; time < 2; time += 1)
      await post([
        ["do", "ship"],
        ["confirmed", "yes"],
      ]);
    for (const number of numbers) {
      const { words } = await open(number, cookie);
      expect(words.match(/Parcel<\/h3><span class="badge info">Shipped/g)).toHaveLength(1);
    }
    expect((await post([["do", "sell"]])).status).toBe(422);
  });
});

describe("the search box", () => {
  test.each([
    ["an order by its number", () => "1001", `/admin/orders/1001">1001</a>`],
    ["a product by its title", () => "enamel", `/admin/products/p/`],
    ["an agent", () => "defau", `/admin/orders?agent=default`],
    ["nothing, and says what can be looked for", () => "zzz-no-such-thing", "Nothing was found"],
  ])("finds %s", async (_, words, found) => {
    await bought();
    const cookie = await signIn();
    const path = `/admin/search?search=${encodeURIComponent(words())}`;
    expect(await (await shop.fetch(path, { headers: { cookie } })).text()).toContain(found);
  });

  test("finds a checkout by its id", async () => {
    const { id } = await buy(shop.server.url, [{ id: "canvas-tote", quantity: 1 }]);
    next += 1;
    const cookie = await signIn();
    const page = await (await shop.fetch(`/admin/search?search=${id}`, { headers: { cookie } })).text();
    expect(page).toContain(`${id}</span>, completed`);
  });
});

describe("a form", () => {
  test("shows an order's bill, with the tax by jurisdiction", async () => {
    const { words } = await open(await bought(), await signIn());
    expect(words).toContain('of which California sales tax, 7.25 %</th><td class="amount">$4.06');
  });

  test("sends a part of an order, then the rest", async () => {
    const [number, cookie] = [await bought(), await signIn()];
    const { form_token, line } = await open(number, cookie);
    const part = await send(
      `/admin/orders/${number}/ship`,
      { form_token, [`quantity.${line}`]: "1", carrier: "ups", tracking_number: "1Z9" },
      { cookie },
    );
    expect([part.status, part.headers.get("location")]).toEqual([303, `/admin/orders/${number}`]);
    expect((await open(number, cookie)).words).toContain("UPS 1Z9");
    await send(`/admin/orders/${number}/ship`, { form_token, [`quantity.${line}`]: "1" }, { cookie });
    await send(`/admin/orders/${number}/deliver`, { form_token }, { cookie });
    const { words } = await open(number, cookie);
    expect(words).toContain('<span class="badge good">Completed</span>');
    expect(words).toContain("ship, by dashboard");
  });

  test("refunds once, however often it is sent", async () => {
    const [number, cookie] = [await bought(), await signIn()];
    const { form_token, form_key } = await open(number, cookie);
    const fields = { form_token, form_key, amount: "12.50", description: "Came late" };
    for (let time = 0; time < 3; time++)
      expect((await send(`/admin/orders/${number}/refund`, fields, { cookie })).status).toBe(303);
    const { words } = await open(number, cookie);
    expect(words.match(/refund of \$12\.50/g)).toHaveLength(1);
    expect(words).toContain("Came late");
  });

  test("sends one parcel, cancels once, however often its button is pressed", async () => {
    const [number, cookie] = [await bought(), await signIn()];
    const { form_token, form_key, line } = await open(number, cookie);
    const one = { form_token, form_key, [`quantity.${line}`]: "1" };
    const press = (what: string) =>
      Promise.all([1, 2, 3].map(() => send(`/admin/orders/${number}/${what}`, one, { cookie })));
    for (const { status } of await press("ship")) expect([303, 409]).toContain(status);
    for (const { status } of await press("ship")) expect(status).toBe(303);
    const { words } = await open(number, cookie);
    expect(words.match(/Parcel<\/h3><span class="badge info">Shipped/g)).toHaveLength(1);
    await press("cancel");
    expect((await open(number, cookie)).words.match(/cancellation, completed/g)).toHaveLength(1);
  });

  test("sent again from an old page with other words is not taken for a new one", async () => {
    const [number, cookie] = [await bought(), await signIn()];
    const { form_token, form_key } = await open(number, cookie);
    const send5 = { form_token, form_key, amount: "5.00" };
    expect((await send(`/admin/orders/${number}/refund`, send5, { cookie })).status).toBe(303);
    const again = await send(`/admin/orders/${number}/refund`, { ...send5, amount: "6.00" }, { cookie });
    expect(again.status).toBe(409);
    const words = await again.text();
    expect(words).toContain("This form has been sent before.");
    expect((await open(number, cookie)).words.match(/refund of/g)).toHaveLength(1);
    const fresh = /name="form_key" value="([^"]+)"/.exec(words)?.[1] ?? "";
    const more = { form_token, form_key: fresh, amount: "6.00" };
    expect((await send(`/admin/orders/${number}/refund`, more, { cookie })).status).toBe(303);
    expect((await open(number, cookie)).words.match(/refund of/g)).toHaveLength(2);
  });

  test("cancels and takes back, with the money or without", async () => {
    const [number, cookie] = [await bought(), await signIn()];
    const { form_token, line } = await open(number, cookie);
    const one = { form_token, [`quantity.${line}`]: "1" };
    await send(`/admin/orders/${number}/cancel`, { ...one, refund: "yes" }, { cookie });
    await send(`/admin/orders/${number}/ship`, one, { cookie });
    await send(`/admin/orders/${number}/return`, { ...one, restock: "yes" }, { cookie });
    const { words } = await open(number, cookie);
    expect(words).toContain("cancellation, completed");
    expect(words).toContain("return, completed");
    expect(words.match(/refund of/g)).toHaveLength(1);
  });

  test("that cannot be done says why, and shows the order", async () => {
    const [number, cookie] = [await bought(), await signIn()];
    const { form_token, line } = await open(number, cookie);
    const refused = await send(
      `/admin/orders/${number}/ship`,
      { form_token, [`quantity.${line}`]: "3" },
      { cookie },
    );
    expect(refused.status).toBe(409);
    expect(await refused.text()).toContain('role="alert">Of “Canvas Tote” (canvas-tote) 2 are left for that');
    const odd = await send(`/admin/orders/${number}/refund`, { form_token, amount: "ten" }, { cookie });
    expect(await odd.text()).toContain("The amount must be one such as 12.50, in USD.");
  });

  test("of somebody else's page, or of another session, does nothing", async () => {
    const [number, cookie] = [await bought(), await signIn()];
    const { form_token } = await open(number, cookie);
    for (const fields of [
      {},
      { form_token: "" },
      { form_token: `${form_token}x` },
      { form_token, form_key: "" },
    ])
      expect((await send(`/admin/orders/${number}/cancel`, fields, { cookie })).status).toBe(403);
    expect((await send(`/admin/orders/${number}/cancel`, { form_token })).status).toBe(401);
    const json = await shop.fetch(`/admin/orders/${number}/cancel`, {
      method: "POST",
      body: "{}",
      headers: { cookie, "content-type": "application/json" },
    });
    expect(json.status).toBe(415);
    expect((await open(number, cookie)).words).toContain('<span class="badge warn">Unfulfilled</span>');
  });

  test("gives back what was paid for an item, and says so on the next page", async () => {
    const [number, cookie] = [await bought(), await signIn()];
    const { form_token, line } = await open(number, cookie);
    const one = { form_token, [`quantity.${line}`]: "1", restock: "yes" };
    expect((await send(`/admin/orders/${number}/refund`, one, { cookie })).status).toBe(303);
    const { words } = await open(number, cookie);
    expect(words).toContain("the money is on its way back.");
    expect(words).toContain("refund of $30.03, completed");
    expect((await open(number, cookie)).words).not.toContain("on its way back");
  });

  test("that holds an order says so once, with a way to take it back", async () => {
    const [number, cookie] = [await bought(), await signIn()];
    const { form_token } = await open(number, cookie);
    await send(`/admin/orders/${number}/hold`, { form_token }, { cookie });
    const page = async () => (await shop.fetch(`/admin/orders/${number}`, { headers: { cookie } })).text();
    const said = await page();
    expect(said).toContain(`Order ${number} is on hold`);
    expect(said).toMatch(new RegExp(`action="/admin/orders/${number}/confirm">[\\s\\S]*class="link">Undo`));
    expect(await page()).not.toContain("Undo");
  });

  test("shows what a buyer wrote as text, whatever it is", async () => {
    const evil = '<script>alert(1)</script>"><img src=x onerror=alert(2)>';
    await buy(shop.server.url, [{ id: "canvas-tote", quantity: 1 }], {
      buyer: { first_name: evil, last_name: evil, email: "evil@example.com" },
      address: { ...market, name: evil, line_one: evil },
    });
    const [number, cookie] = [next++, await signIn()];
    for (const path of [
      `/orders/${number}`,
      "/orders",
      `/orders/print?number=${number}`,
      `/orders?search=${encodeURIComponent(evil)}`,
    ]) {
      const words = await (await shop.fetch(`/admin${path}`, { headers: { cookie } })).text();
      expect(words).not.toContain("<script>alert");
      expect(words).not.toContain("<img src=x");
    }
  });

  test("for an order that is not there leads nowhere", async () => {
    const cookie = await signIn();
    const { form_token } = await open(await bought(), cookie);
    expect((await send("/admin/orders/9999/hold", { form_token }, { cookie })).status).toBe(404);
    expect((await open(9999, cookie)).status).toBe(404);
  });
});

test("pages may send forms to the shop alone, and load and run nothing but the shop's own files", async () => {
  const response = await shop.fetch("/admin");
  const policy = response.headers.get("content-security-policy");
  for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'"])
    expect(policy).toContain(part);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(response.headers.get("x-frame-options")).toBe("DENY");
  expect(response.headers.get("cache-control")).toBe("no-store");
  const words = await response.text();
  expect(words).not.toMatch(/<style|style="|<script(?! src="\/admin\/assets\/)|\son[a-z]+=/);
  for (const [, path = ""] of words.matchAll(/(?:src|href)="(\/admin\/assets\/[^"]+)"/g)) {
    const asset = await shop.fetch(path);
    expect([asset.status, asset.headers.get("cache-control")]).toEqual([
      200,
      "public, max-age=31536000, immutable",
    ]);
  }
  expect((await shop.fetch("/admin/assets/other.js")).status).toBe(404);
});

describe("what gives money back or cannot be undone", () => {
  test.each([
    ["ship", { carrier: "ups" }, "2 × Canvas Tote"],
    ["cancel", { refund: "yes", description: "Sold out" }, "Cancels 2 × Canvas Tote"],
    ["cancel", {}, "No money goes back."],
    ["refund", { amount: "1.50" }, "$1.50 go back to the buyer"],
    ["refund", { restock: "yes" }, "2 × Canvas Tote leave the order and go back on sale."],
    ["capture", {}, "Takes the money that was authorised"],
    ["deliver", {}, "is with the buyer"],
    ["note", { type: "credit", amount: "3" }, "store credit given of $3.00"],
  ])("is asked about first: %s with %j", async (action, fields, effect) => {
    const [number, cookie] = [await bought(), await signIn()];
    const { form_token, form_key, line, words: before } = await open(number, cookie);
    const sent = { form_token, form_key, [`quantity.${line}`]: "2", ...fields };
    const asked = await ask(`/admin/orders/${number}/${action}`, sent, { cookie });
    const page = await asked.text();
    expect(asked.status).toBe(200);
    expect(page).toContain("Nothing has been done yet.");
    expect(page).toContain(effect);
    // Enter in a field presses the first button there is: it looks, and does nothing.
    expect(/<button[^>]*>/.exec(page.slice(page.indexOf(`/${action}"`)))?.[0]).toContain('name="look"');
    const [, confirmed = ""] = /name="confirmed" value="(\w+)"/.exec(page) ?? [];
    const entered = await ask(
      `/admin/orders/${number}/${action}`,
      { ...sent, confirmed, look: "yes" },
      { cookie },
    );
    expect(entered.status).toBe(200);
    const standing = (words: string) => /<span class="badge.*|<h2>Done so far[\s\S]*/g.exec(words)?.[0];
    expect(standing((await open(number, cookie)).words)).toBe(standing(before));
  });

  test("is not done where it has come to mean something else since it was asked", async () => {
    const [number, cookie] = [await bought(), await signIn()];
    const { form_token, form_key, line } = await open(number, cookie);
    const path = `/admin/orders/${number}/cancel`;
    const sent = { form_token, form_key, [`quantity.${line}`]: "2", refund: "yes" };
    const [, confirmed = ""] =
      /name="confirmed" value="(\w+)"/.exec(await (await ask(path, sent, { cookie })).text()) ?? [];
    await send(`/admin/orders/${number}/refund`, { form_token, amount: "1.00" }, { cookie });
    const late = await ask(path, { ...sent, confirmed }, { cookie });
    expect(late.status).toBe(409);
    expect(await late.text()).toContain("has changed since you were asked. Nothing was done");
    expect((await open(number, cookie)).words).toContain('<span class="badge warn">Unfulfilled</span>');
  });

  test("is not done on a word that was made up", async () => {
    const [number, cookie] = [await bought(), await signIn()];
    const { form_token, line } = await open(number, cookie);
    const made = { form_token, [`quantity.${line}`]: "2", refund: "yes", confirmed: "yes" };
    expect((await ask(`/admin/orders/${number}/cancel`, made, { cookie })).status).toBe(409);
  });

  test("is not offered where nothing is left: no refund of what went back", async () => {
    const [number, cookie] = [await bought(), await signIn()];
    const { form_token, line, words } = await open(number, cookie);
    expect(words).toContain(`/orders/${number}/refund"`);
    const whole = { form_token, [`quantity.${line}`]: "2", refund: "yes" };
    expect((await send(`/admin/orders/${number}/cancel`, whole, { cookie })).status).toBe(303);
    expect((await open(number, cookie)).words).not.toContain(`/orders/${number}/refund"`);
    const more = await ask(`/admin/orders/${number}/refund`, { form_token, amount: "1.00" }, { cookie });
    expect(more.status).toBe(409);
  });
});
