import { afterAll, beforeAll, expect, test } from "bun:test";
import { createOrderList } from "../../db/sqlite/order-list.ts";
import { createSalesReads } from "../../db/sqlite/sales-store.ts";
import { adminRoutes } from "../../src/dashboard/admin-api.ts";
import { dashboardRoutes } from "../../src/dashboard/page-routes.ts";
import type { AdminServices } from "../../src/dashboard/services.ts";
import { demoAdminToken } from "../../src/demo/shop.ts";
import { createPerform, problemAnswer } from "../../src/operations/perform.ts";
import { createOrderService } from "../../src/orders/order-service.ts";
import { openTestShop, testShop } from "../checkout/shop.ts";
import { buy } from "../http/buy.ts";
import { openGuesses } from "../http/guesses.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { openBrowserOf } from "./browser-of.ts";
import { catalogueServices } from "./catalogue-services.ts";

let shop: ServedShop;
let cookie: string;
let routes: readonly { readonly method: string; readonly path: string }[];

beforeAll(async () => {
  shop = await serveShop();
  await buy(shop.server.url, [{ id: "canvas-tote", quantity: 1 }]);
  const response = await post("/admin/sign-in", { token: demoAdminToken });
  cookie = response.headers.get("set-cookie")?.split(";")[0] ?? "";
  routes = await routesThereAre();
});
afterAll(() => shop[Symbol.asyncDispose]());

/** Every route of the dashboard's pages, so that no page that comes later is forgotten here. */
async function routesThereAre() {
  await using other = await openTestShop();
  const app = dashboardRoutes({
    ...other,
    ...catalogueServices(other),
    shop: other.terms.shop,
    orderList: createOrderList(other.database.reader),
    salesReads: createSalesReads(other.database.reader),
    setup: { isDemo: true, toTakeMoney: "Be paid.", isPublic: false, sendsMail: false },
    token: "nobody's",
    guesses: openGuesses(),
    orderService: createOrderService({ ...other, provider: "sandbox" }),
    jobs: { status: () => [] },
    catalogSource: async () => undefined,
    agentsChanged: async () => {},
    eventsReplayed: () => {},
    perform: createPerform(other),
    encodeProblem: (problem) => problemAnswer(problem, { status: 409, body: { kind: problem.kind } }),
  });
  return app.routes
    .map(({ method, path }) => ({ method, path: filledIn(path) }))
    .filter(({ path }) => !/\/(assets|sign-in|join)/.test(path));
}

/** The path of something that is there. */
function filledIn(path: string): string {
  return path.replace(":number", "1001").replace(":product", "canvas-tote").replace(/:\w+/g, "canvas-tote");
}

function post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  return shop.fetch(path, {
    method: "POST",
    body: new URLSearchParams(fields).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    redirect: "manual",
  });
}

test("there are pages, and forms", () => {
  expect(routes.filter(({ method }) => method === "GET").length).toBeGreaterThan(8);
  expect(routes.filter(({ method }) => method === "POST").length).toBeGreaterThan(10);
});

test("no page is shown to whoever is not signed in", async () => {
  for (const { path } of routes.filter(({ method }) => method === "GET"))
    expect([path, (await shop.fetch(path)).status]).toEqual([path, 401]);
});

test("no page may be framed, nor run or load what is not the shop's own, whoever asks for it", async () => {
  const pages = routes.filter(({ method }) => method === "GET").map(({ path }) => path);
  const asked = [
    ...pages.map((path) => [path, cookie] as const),
    ...pages.map((path) => [path, ""] as const),
    ["/admin/join/nobody-was-invited", ""] as const,
    ["/admin/orders/9999", cookie] as const,
  ];
  for (const [path, cookie] of asked) {
    const { headers } = await shop.fetch(path, { headers: { cookie }, redirect: "manual" });
    expect([path, headers.get("x-frame-options") ?? "a file"]).toEqual([
      path,
      path.endsWith(".csv") && cookie !== "" ? expect.any(String) : "DENY",
    ]);
    const policy = headers.get("content-security-policy");
    expect([path, policy?.includes("frame-ancestors 'none'")]).toEqual([path, true]);
    expect(policy).not.toMatch(/unsafe|script-src(?! 'self';)|style-src(?! 'self';)/);
  }
});

test("no form is taken from another site, from another session, or from nobody", async () => {
  const form_key = crypto.randomUUID().replaceAll("-", "");
  const another = openBrowserOf(shop);
  await another.post("/sign-in", { token: demoAdminToken });
  const ofAnotherSession = /name="form_token" value="([^"]+)"/.exec((await another.get("/orders")).text)?.[1];
  if (ofAnotherSession === undefined) throw new Error("the other session's pages have a token");
  for (const { path } of routes.filter(({ method }) => method === "POST")) {
    expect([path, (await post(path, { form_key })).status]).toEqual([path, 401]);
    for (const form_token of ["", "guessed", demoAdminToken, ofAnotherSession]) {
      const fields = { form_key, form_token, confirmed: "yes" };
      const answer = await post(path, fields, { cookie });
      // A form with a file in it is sent in another way.
      const { status } = answer.status === 415 ? await postParts(path, fields) : answer;
      expect([path, status]).toEqual([path, 403]);
    }
  }
});

test("the cookie of the pages opens no route of the API", async () => {
  const api = adminRoutes({ shop: testShop, reads: {} } as AdminServices);
  expect(api.length).toBeGreaterThan(40);
  for (const { method, path } of api) {
    const { status } = await shop.fetch(`/admin/api${path.replace(/:\w+/g, "1001")}`, {
      method,
      headers: { cookie, "content-type": "application/json" },
      ...(method === "POST" && { body: "{}" }),
    });
    expect([method, path, status]).toEqual([method, path, 401]);
  }
});

test("tokens are guessed at any route of the API no faster than at one", async () => {
  await using guessed = await serveShop();
  const api = adminRoutes({ shop: testShop, reads: {} } as AdminServices);
  const statuses: number[] = [];
  for (const [at, { method, path }] of api.entries()) {
    const { status } = await guessed.fetch(`/admin/api${path.replace(/:\w+/g, "1001")}`, {
      method,
      headers: { authorization: `Bearer guess-${at}`, "content-type": "application/json" },
      ...(method === "POST" && { body: "{}" }),
    });
    statuses.push(status);
  }
  expect(statuses).toEqual([...Array(10).fill(401), ...Array(api.length - 10).fill(429)]);
});

function postParts(path: string, fields: Record<string, string>) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return shop.fetch(path, { method: "POST", body, headers: { cookie }, redirect: "manual" });
}
