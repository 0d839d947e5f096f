import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Secret, TOTP } from "otpauth";
import { adminRoutes } from "../../src/dashboard/admin-api.ts";
import { permissionOfPage } from "../../src/dashboard/page-permissions.ts";
import { dashboardRoutes } from "../../src/dashboard/page-routes.ts";
import { permissionOfRoute } from "../../src/dashboard/route-permission.ts";
import type { AdminServices } from "../../src/dashboard/services.ts";
import { demoAdminToken } from "../../src/demo/shop.ts";
import { type Permission, permissions, type Role, roleMay, roles } from "../../src/people/roles.ts";
import { stoppedClock, testShop } from "../checkout/shop.ts";
import { openTerminal } from "../cli/terminal.ts";
import { buy } from "../http/buy.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { smallestShop } from "../settings/load.ts";
import { type Browser, openBrowserOf } from "./browser-of.ts";

const password = "a sentence that nobody guesses";

async function becomeOwner(browser: Browser): Promise<void> {
  await browser.post("/sign-in", { token: demoAdminToken });
  await browser.get("/people");
  await browser.post("/people/owner", { name: "Olga Owner", email: "olga@shop.example", password });
  await browser.get("/people");
}

/** Has the owner invite somebody, who comes in. */
async function letIn(shop: ServedShop, owner: Browser, role: Role): Promise<Browser> {
  const { text } = await owner.post("/people/invite", { email: `${role}@shop.example`, role });
  const path = /\/admin(\/join\/[\w-]+)/.exec(text)?.[1] ?? "";
  const browser = openBrowserOf(shop);
  await browser.post(path, { name: `The ${role}`, password });
  await browser.get("/orders");
  return browser;
}

describe("a shop with people", () => {
  let shop: ServedShop;
  let owner: Browser;
  const people = new Map<Role, Browser>();
  beforeAll(async () => {
    shop = await serveShop();
    await buy(shop.server.url, [{ id: "canvas-tote", quantity: 1 }]);
    owner = openBrowserOf(shop);
    await becomeOwner(owner);
    for (const role of roles) if (role !== "owner") people.set(role, await letIn(shop, owner, role));
    people.set("owner", owner);
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  test("lists who works there", async () => {
    const { text } = await owner.get("/people");
    for (const role of roles.filter((each) => each !== "owner"))
      expect(text).toContain(`${role}@shop.example`);
    expect(text).not.toContain("argon2");
  });

  test("signs nobody in by ADMIN_TOKEN at the pages, nor keeps who was", async () => {
    const browser = openBrowserOf(shop);
    expect((await browser.post("/sign-in", { token: demoAdminToken })).status).toBe(401);
    expect((await browser.get("/orders")).status).toBe(401);
    expect((await browser.get("/orders")).text).toContain("E-mail address");
  });

  test("names ADMIN_TOKEN in the audit as token, and people by their ids", async () => {
    const call = (path: string, body: object) =>
      shop.fetch(`/admin/api${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${demoAdminToken}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    await call("/products/canvas-tote/edit", { brand: "Token" });
    await owner.post("/products/p/canvas-tote/hide");
    await owner.post("/products/p/canvas-tote/show");
    const { text } = await owner.get("/products/p/canvas-tote");
    expect(text).toMatch(/>token</);
    expect(text).toContain("Olga Owner");
  });

  test("has one owner made by the token, however often that is tried", async () => {
    const stranger = openBrowserOf(shop);
    await stranger.post("/sign-in", { token: demoAdminToken });
    const { status } = await stranger.post("/people/owner", {
      name: "Eve",
      email: "eve@x.example",
      password,
    });
    expect(status).toBe(401);
    const again = await owner.post("/people/owner", { name: "Eve", email: "eve@x.example", password });
    expect(again.status).toBe(409);
  });

  /** Every page and form there is, with something in the place of its parameters. */
  const pages = dashboardRoutes({
    shop: testShop,
    clock: stoppedClock(),
    reads: {},
    orderService: {},
  } as unknown as AdminServices).routes.map(({ method, path }) => ({
    method,
    path: path.replace(/:\w+/g, "1001").replace(/^\/admin/, ""),
  }));
  const open = /^\/(assets|sign-in|join)/;
  const shut = pages.filter(({ path }) => !open.test(path));

  test.each(shut.map(({ method, path }) => [method, path] as const))(
    "%s %s is open to those alone whose role includes it",
    async (method, path) => {
      const needed = permissionOfPage(method, `/admin${path}`);
      expect((await shop.fetch(`/admin${path}`, { method, redirect: "manual" })).status).toBe(401);
      for (const [role, browser] of people) {
        if (role === "owner" || needed === "self" || roleMay(role, needed)) continue;
        const ask = method === "GET" ? browser.get : browser.post;
        for (const spelled of [path, `${path}/`]) {
          const { status, text } = await ask(spelled);
          expect([role, status, text.includes("Not yours to do")]).toEqual([role, 403, true]);
        }
        // Whatever else it leads to, it is not the page.
        for (const spelled of [
          percentEncoded(path),
          `/${path}`,
          path.toUpperCase(),
          `${path}//`,
          `/.${path}`,
        ]) {
          const { status } = await ask(spelled);
          expect([role, spelled, status === 403 || status === 404]).toEqual([role, spelled, true]);
        }
      }
    },
  );

  test("leaves no form to a reader, and to a packer those that ship", () => {
    const forms = shut.filter(({ method, path }) => method === "POST" && !/^\/(account|sign-out)/.test(path));
    const may = (role: Role) =>
      forms
        .filter(({ method, path }) => {
          const needed = permissionOfPage(method, `/admin${path}`);
          return needed === "self" || roleMay(role, needed);
        })
        .map(({ path }) => path)
        .toSorted();
    expect(may("reader")).toEqual([]);
    expect(may("packer")).toEqual(
      [
        "/orders/1001/deliver",
        "/orders/1001/hand-over",
        "/orders/1001/ready",
        "/orders/1001/ship",
        "/orders/1001/track",
        "/orders/many",
      ].toSorted(),
    );
  });

  test("is changed by no form of another page, or without one", async () => {
    const forged = await owner.post("/people/invite", {
      form_token: "forged",
      email: "eve@x.example",
      role: "owner",
    });
    expect(forged.status).toBe(403);
    expect((await owner.get("/people")).text).not.toContain("eve@x.example");
  });

  test("tells the second of two who give somebody another role, and keeps what the first said", async () => {
    const { text } = await owner.post("/people/invite", { email: "both@shop.example", role: "packer" });
    const path = /\/admin(\/join\/[\w-]+)/.exec(text)?.[1] ?? "";
    await openBrowserOf(shop).post(path, { name: "Bo Both", password });
    const id = /value="(per_\w+)"(?!.*value="per_)/s.exec((await owner.get("/people")).text)?.[1] ?? "";
    const give = (role: Role) => owner.post("/people/role", { id, seen: "packer", role });
    expect((await give("manager")).status).toBe(303);
    const second = await give("reader");
    expect([second.status, second.text.includes("another role after you looked")]).toEqual([409, true]);
    expect((await owner.post("/people/remove", { id, seen: "packer" })).status).toBe(409);
    expect((await owner.post("/people/remove", { id, seen: "manager" })).status).toBe(303);
  });

  test("keeps its last owner", async () => {
    const { text } = await owner.get("/people");
    const id = /name="id" value="(per_\w+)"/.exec(text)?.[1] ?? "";
    expect((await owner.post("/people/role", { id, role: "reader" })).status).toBe(409);
    expect((await owner.post("/people/remove", { id })).status).toBe(409);
  });

  test("lets in no more who was removed, nor by an invitation that was used", async () => {
    const { text } = await owner.post("/people/invite", { email: "gone@shop.example", role: "packer" });
    const path = /\/admin(\/join\/[\w-]+)/.exec(text)?.[1] ?? "";
    const gone = openBrowserOf(shop);
    expect((await gone.post(path, { name: "Gone", password: "short" })).status).toBe(422);
    expect((await gone.post(path, { name: "Gone", password })).status).toBe(303);
    expect((await gone.post(path, { name: "Twice", password })).status).toBe(404);
    expect((await gone.get("/orders")).status).toBe(200);
    const list = await owner.get("/people");
    const id = [...list.text.matchAll(/value="(per_\w+)"/g)].map(([, found]) => found).at(-1) ?? "";
    await owner.post("/people/remove", { id });
    expect((await gone.get("/orders")).status).toBe(401);
    expect((await gone.post("/sign-in", { email: "gone@shop.example", password })).status).toBe(401);
  });

  test("ends sessions one by one and all others at once", async () => {
    const [first, second] = [openBrowserOf(shop), openBrowserOf(shop)];
    for (const each of [first, second]) {
      await each.post("/sign-in", { email: "manager@shop.example", password });
      await each.get("/account");
    }
    await first.post("/account/sessions/end-others");
    expect((await second.get("/orders")).status).toBe(401);
    expect((await first.get("/orders")).status).toBe(200);
    const copied = first.cookie();
    await first.post("/sign-out");
    expect((await shop.fetch("/admin/orders", { headers: { cookie: copied } })).status).toBe(401);
    people.set("manager", second);
  });

  test("asks for the code of a telephone, which counts once, and takes each recovery code once", async () => {
    const browser = openBrowserOf(shop);
    await browser.post("/sign-in", { email: "reader@shop.example", password });
    await browser.get("/account");
    const begun = await browser.post("/account/second-factor/begin");
    const secret = /name="secret" value="([A-Z2-7]{32})"/.exec(begun.text)?.[1] ?? "";
    const code = () => TOTP.generate({ secret: Secret.fromBase32(secret) });
    const now = password;
    const wrong = await browser.post("/account/second-factor", { secret, code: "000000", now });
    expect([wrong.status, wrong.text.includes(secret)]).toEqual([422, true]);
    const used = code();
    const stranger = await browser.post("/account/second-factor", { secret, code: used, now: "not it" });
    expect([stranger.status, stranger.text.includes(secret)]).toEqual([422, true]);
    const shown = await browser.post("/account/second-factor", { secret, code: used, now });
    const recovery = /<code>([a-z2-7-]+)\n/.exec(shown.text)?.[1] ?? "";
    const sign = (given: string) =>
      openBrowserOf(shop).post("/sign-in", { email: "reader@shop.example", password, code: given });
    expect((await sign("")).text).toContain("Type the code that your telephone shows");
    expect((await sign(used)).status).toBe(401);
    expect((await sign(recovery)).status).toBe(303);
    expect((await sign(recovery)).status).toBe(401);
  });

  test("has every route of the API open to the tokens of programs alone whose scopes include it", async () => {
    const routes = adminRoutes({ shop: testShop, reads: {} } as AdminServices);
    let token = "";
    for (const scope of permissions) {
      const { text } = await owner.post("/people/token", { name: "Warehouse", scope });
      token = /<code>(cst_[\w-]+)<\/code>/.exec(text)?.[1] ?? "";
      for (const route of routes) {
        const needed: Permission = permissionOfRoute(route);
        // What it may change is not changed here.
        if (needed === scope && route.method === "POST") continue;
        const response = await shop.fetch(`/admin/api${route.path.replace(/:\w+/g, "x")}`, {
          method: route.method,
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          ...(route.method === "POST" && { body: "{}" }),
        });
        expect([scope, route.path, response.status === 403]).toEqual([scope, route.path, needed !== scope]);
      }
    }
    const listed = (await owner.get("/people")).text.matchAll(/name="id" value="(tok_\w+)"/g);
    const [, id = ""] = [...listed].at(-1) ?? [];
    await owner.post("/people/revoke", { id });
    const after = await shop.fetch("/admin/api/orders", { headers: { authorization: `Bearer ${token}` } });
    expect(after.status).toBe(401);
  });
});

/** Every letter of a path, but its slashes, as browsers never spell it. */
function percentEncoded(path: string): string {
  return path.replace(/[^/?=&]/g, (letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

describe("guessing passwords", () => {
  test("of one account waits longer each time, and then even for the right one", async () => {
    await using shop = await serveShop();
    await becomeOwner(openBrowserOf(shop));
    const tried = openBrowserOf(shop);
    const statuses: number[] = [];
    for (let guess = 0; guess < 7; guess += 1)
      statuses.push(
        (await tried.post("/sign-in", { email: "OLGA@shop.example", password: `guess number ${guess}` }))
          .status,
      );
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    const right = await tried.post("/sign-in", { email: "olga@shop.example", password });
    expect([right.status, Number(right.headers.get("retry-after")) > 0]).toEqual([429, true]);
  });

  test("of a telephone's code waits as well, though the password is right", async () => {
    await using shop = await serveShop();
    const owner = openBrowserOf(shop);
    await becomeOwner(owner);
    const begun = await owner.post("/account/second-factor/begin");
    const secret = /name="secret" value="([A-Z2-7]{32})"/.exec(begun.text)?.[1] ?? "";
    const code = TOTP.generate({ secret: Secret.fromBase32(secret) });
    await owner.post("/account/second-factor", { secret, code, now: password });
    const statuses: number[] = [];
    for (let guess = 0; guess < 7; guess += 1)
      statuses.push(
        (
          await openBrowserOf(shop).post("/sign-in", {
            email: "olga@shop.example",
            password,
            code: `no code ${guess}`,
          })
        ).status,
      );
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });

  test.each([
    ["another password", "/account/password", { password: "another sentence nobody guesses" }],
    ["a second factor", "/account/second-factor", { secret: "A".repeat(32), code: "000000" }],
    ["no second factor", "/account/second-factor/remove", {}],
  ])("by who has a session and wants %s waits as at the door", async (_, path, fields) => {
    await using shop = await serveShop();
    const owner = openBrowserOf(shop);
    await becomeOwner(owner);
    const statuses: number[] = [];
    for (let guess = 0; guess < 7; guess += 1)
      statuses.push((await owner.post(path, { ...fields, now: `guess number ${guess}` })).status);
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429, 429]);
    expect((await owner.post(path, { ...fields, now: password })).status).toBe(429);
  });

  test("of nobody's account looks like that of somebody's", async () => {
    await using shop = await serveShop();
    await becomeOwner(openBrowserOf(shop));
    const words = async (email: string) =>
      (await openBrowserOf(shop).post("/sign-in", { email, password: "not the right one" })).text.replaceAll(
        email,
        "",
      );
    expect(await words("nobody@x.example")).toBe(await words("olga@shop.example"));
  });
});

test("people reset on the machine lets the token in again", async () => {
  await using shop = await serveShop();
  const owner = openBrowserOf(shop);
  await becomeOwner(owner);
  const terminal = openTerminal({ directory: shop.folder });
  expect(await terminal.run("people", "list")).toMatchObject({ out: expect.stringContaining("Olga Owner") });
  expect(await terminal.run("people", "reset")).toMatchObject({ code: 1 });
  expect(await terminal.run("people", "reset", "--yes")).toMatchObject({ code: 0 });
  expect((await owner.get("/orders")).status).toBe(401);
  expect((await owner.post("/sign-in", { token: demoAdminToken })).status).toBe(303);
});

describe("a shop without ADMIN_TOKEN", () => {
  test("lets its owner in by a link that is made on the machine, and by their password from then on", async () => {
    await using shop = await serveShop({ shop: smallestShop });
    const owner = openBrowserOf(shop);
    expect((await owner.get("/orders")).text).toContain("checkstand people reset --owner");
    const terminal = openTerminal({ directory: shop.folder });
    expect(await terminal.run("people", "reset", "--owner", "nobody")).toMatchObject({ code: 1 });
    const { out } = await terminal.run("people", "reset", "--owner", "Olga@shop.example");
    const path = /\/admin(\/join\/[\w-]+)/.exec(out)?.[1] ?? "";
    expect((await owner.post(path, { name: "Olga Owner", password })).status).toBe(303);
    expect((await owner.get("/people")).text).toContain("olga@shop.example");
    owner.forget();
    expect((await owner.get("/orders")).text).toContain("E-mail address");
    await owner.post("/sign-in", { email: "olga@shop.example", password });
    expect((await owner.get("/account")).status).toBe(200);
  });

  test("opens its API to the tokens of programs alone", async () => {
    await using shop = await serveShop({ shop: smallestShop });
    const owner = openBrowserOf(shop);
    const terminal = openTerminal({ directory: shop.folder });
    const { out } = await terminal.run("people", "reset", "--owner", "olga@shop.example");
    await owner.post(/\/admin(\/join\/[\w-]+)/.exec(out)?.[1] ?? "", { name: "Olga Owner", password });
    await owner.get("/people");
    const { text } = await owner.post("/people/token", { name: "Warehouse", scope: "orders:look" });
    const token = /<code>(cst_[\w-]+)<\/code>/.exec(text)?.[1] ?? "";
    const status = async (bearer: string) =>
      (await shop.fetch("/admin/api/orders", { headers: { authorization: `Bearer ${bearer}` } })).status;
    expect([await status(token), await status("undefined"), await status("")]).toEqual([200, 401, 401]);
  });
});
