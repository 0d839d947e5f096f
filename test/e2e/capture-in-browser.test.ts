import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Page } from "playwright-core";
import { makeShopOnDemoTerms, shopOnDemoTerms } from "../demo-goods.ts";
import { buy } from "../http/buy.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { grantToken } from "../payments/stripe.ts";
import type { PaymentIntent } from "../stripe/books.ts";
import { cancelIntent } from "../stripe/payment-intents.ts";
import { SECRET_KEY, type StripeStandIn, startStripeStandIn } from "../stripe/stand-in.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { describeInBrowser } from "./browser.ts";
import { look, type MerchantsPage, openMerchantsBrowser } from "./merchants-browser.ts";

setDefaultTimeout(300_000);

describeInBrowser("a merchant whose money is only authorised until it is taken", () => {
  const open = new AsyncDisposableStack();
  let standIn: StripeStandIn;
  let shop: ServedShop;
  let pages: readonly MerchantsPage[];
  let next = 1001;

  beforeAll(async () => {
    standIn = open.use(await startStripeStandIn());
    const folder = open.use(temporaryFolder()).path;
    const keys = { STRIPE_SECRET_KEY: SECRET_KEY, STRIPE_API_BASE: standIn.url };
    const environment = { ...(await makeShopOnDemoTerms(folder)), ...keys };
    shop = open.use(
      await serveShop({
        folder,
        environment,
        shop: shopOnDemoTerms.replace("[stripe]", '[stripe]\ncapture = "manual"'),
      }),
    );
    ({ pages } = open.use(await openMerchantsBrowser(shop)));
  });
  afterAll(() => open.disposeAsync());

  /** Somebody buys, and the merchant opens the order. Gives the payment as Stripe has it. */
  async function openNewOrder(page: Page): Promise<PaymentIntent> {
    await buy(shop.server.url, [{ id: "canvas-tote", quantity: 1 }], { token: await grantToken(standIn) });
    await page.goto(`${shop.server.url}/admin/orders/${next++}`);
    const intent = [...standIn.books.intents.values()].at(-1);
    if (!intent) throw new Error("it was authorised");
    return intent;
  }

  test("sees until when it is, is asked, and takes it with nothing sent", async () => {
    for (const { theme, page } of pages) {
      const intent = await openNewOrder(page);
      await page.getByText(/The money is authorised until .+, and not taken yet\./).waitFor();
      await look(page, `order-authorised-${theme}`);
      await page.getByRole("link", { name: "Take the money" }).click();
      await page.getByText("with nothing sent yet").waitFor();
      await look(page, `capture-${theme}`);
      expect(intent.status).toBe("requires_capture");
      await page.getByRole("button", { name: "Take the money" }).click();
      await page.getByText("the money is taken").waitFor();
      expect(intent.status).toBe("succeeded");
      expect(await page.getByText("Take the money").count()).toBe(0);
      await look(page, `order-captured-${theme}`);
    }
  });

  test("hears why it cannot be taken where the bank has ended it, and that the order is not paid", async () => {
    for (const { theme, page } of pages) {
      const intent = await openNewOrder(page);
      await page.getByRole("link", { name: "Take the money" }).click();
      cancelIntent(standIn, intent, "automatic");
      await page.getByRole("button", { name: "Take the money" }).click();
      await page.getByText("this order is not paid").waitFor();
      await look(page, `order-lapsed-${theme}`);
    }
  });
});
