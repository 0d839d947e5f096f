import { expect, test } from "bun:test";
import { Elysia } from "elysia";
import { createOrderList } from "../../db/sqlite/order-list.ts";
import { createSalesReads } from "../../db/sqlite/sales-store.ts";
import { dashboardRoutes } from "../../src/dashboard/page-routes.ts";
import { RequestContext } from "../../src/http/request-context.ts";
import { createPerform, problemAnswer } from "../../src/operations/perform.ts";
import { createOrderService } from "../../src/orders/order-service.ts";
import { agentOf } from "../checkout/requests.ts";
import { openGuesses } from "../http/guesses.ts";
import { openStripeShop } from "../payments/stripe-shop.ts";
import { cancelIntent } from "../stripe/payment-intents.ts";
import { catalogueServices } from "./catalogue-services.ts";

const TOKEN = "the merchant's token";

/** A shop that captures by hand, with an order, and its merchant who is signed in at the dashboard. */
async function authorised() {
  const shop = await openStripeShop({ stripe: { capture: "manual" } });
  const agent = agentOf(shop);
  await agent.complete(await agent.ready(), await shop.token());
  const [order] = await shop.ordersMade();
  const [intent] = shop.standIn.books.intents.values();
  if (!order || !intent) throw new Error("it was ordered and authorised");
  const orderService = dashboardRoutes({
    ...shop,
    shop: shop.terms.shop,
    orderList: createOrderList(shop.database.reader),
    ...catalogueServices(shop),
    salesReads: createSalesReads(shop.database.reader),
    setup: { isDemo: false, toTakeMoney: undefined, isPublic: true, sendsMail: false },
    token: TOKEN,
    guesses: openGuesses(),
    orderService: createOrderService({ ...shop, provider: "stripe" }),
    jobs: { status: () => [] },
    catalogSource: async () => undefined,
    agentsChanged: async () => {},
    eventsReplayed: () => {},
    perform: createPerform(shop),
    encodeProblem: (problem) => problemAnswer(problem, { status: 409, body: { kind: problem.kind } }),
  });
  const app = new Elysia().use(orderService);
  const signedIn = await ask("/sign-in", "", { token: TOKEN });
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";

  function ask(path: string, cookie: string, form?: Record<string, string>) {
    const request = new Request(`http://localhost/admin${path}`, {
      headers: { cookie, "content-type": "application/x-www-form-urlencoded" },
      ...(form && { method: "POST", body: new URLSearchParams(form).toString() }),
    });
    new RequestContext(request, request, { requestIP: () => null });
    return app.handle(request);
  }

  /** Sends a form, and confirms what it is asked. */
  async function send(path: string, form?: Record<string, string>) {
    const at = `/orders/${order?.number}${path}`;
    const asked = await ask(at, cookie, form);
    const [, confirmed] = /name="confirmed" value="(\w+)"/.exec(await asked.clone().text()) ?? [];
    const response = confirmed === undefined ? asked : await ask(at, cookie, { ...form, confirmed });
    return { status: response.status, words: await response.text() };
  }
  return { ...shop, intent, send };
}

function hidden(words: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]+)"`).exec(words)?.[1] ?? "";
}

test("money that is only authorised is shown, and taken by a button, once", async () => {
  await using shop = await authorised();
  const { words } = await shop.send("");
  expect(words).toMatch(/The money is authorised until .+, and not taken yet\./);
  const form = { form_token: hidden(words, "form_token"), form_key: hidden(words, "form_key") };
  for (let time = 0; time < 2; time++) expect((await shop.send("/capture", form)).status).toBe(303);
  expect(shop.intent.status).toBe("succeeded");
  expect(shop.standIn.seen.filter(({ route }) => route.endsWith("/capture"))).toHaveLength(1);
  const after = (await shop.send("")).words;
  expect(after).not.toContain("Take the money");
  expect(after).toContain("capture, by dashboard");
});

test("an authorisation that has ended is said to have", async () => {
  await using shop = await authorised();
  cancelIntent(shop.standIn, shop.intent, "automatic");
  await shop.hear(...shop.told(/payment_intent.canceled/));
  expect((await shop.send("")).words).toContain("this order is not paid");
});
