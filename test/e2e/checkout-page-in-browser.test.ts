import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import type { BrowserContextOptions, Page } from "playwright-core";
import { languageOf } from "../../src/http/pages/checkout/language.ts";
import { makeShopOnDemoTerms } from "../demo-goods.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { lastingPort } from "../lasting-port.ts";
import { payOnPage } from "../stripe/checkout-sessions.ts";
import { SECRET_KEY, type StripeStandIn, startStripeStandIn } from "../stripe/stand-in.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { complaintsOf, describeInBrowser, openBrowser } from "./browser.ts";

setDefaultTimeout(300_000);

/** Where somebody can look at what the browser drew, when they ask for it. */
const screenshots = Bun.env["CHECKSTAND_SCREENSHOTS"];

const shirtAndMug = "/buy/linen-shirt-small:2,enamel-mug-navy";

/** How a page can be drawn. */
const devices = [1280, 390].flatMap((width) =>
  (["light", "dark"] as const).map((colorScheme) => ({ width, colorScheme })),
);

/**
 * How a page is looked at: whole in English and for whoever wants to see it; else each width and each scheme once, since
 * colours are the same in every language.
 */
const devicesFor = (isWhole: boolean) =>
  isWhole || screenshots !== undefined
    ? devices
    : devices.filter(({ width, colorScheme }) => (width === 390) === (colorScheme === "dark"));

const address = {
  email: "jane@example.com",
  name: "Jane Doe",
  lineOne: "555 Golden Gate Avenue",
  city: "San Francisco",
  postalCode: "94102",
};

async function typeAddress(page: Page): Promise<void> {
  for (const [name, value] of Object.entries(address)) await page.locator(`[name=${name}]`).fill(value);
  await page.locator("[name=state]").selectOption("CA");
}

async function picture(page: Page, name: string): Promise<void> {
  if (screenshots !== undefined)
    await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
}

/** Looks at a page at every width, light and dark. */
async function look(page: Page, name: string): Promise<void> {
  for (const { width, colorScheme } of devicesFor(name.startsWith("en"))) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    const whole = `${name}-${width}-${colorScheme}`;
    await picture(page, whole);
    expect({ whole, found: await complaintsOf(page) }).toEqual({ whole, found: [] });
  }
}

describeInBrowser("the page on which buyers pay", () => {
  const open = new AsyncDisposableStack();
  let shop: ServedShop;
  let newPage: (options?: BrowserContextOptions) => Promise<Page>;

  beforeAll(async () => {
    const port = lastingPort();
    shop = open.use(
      await serveShop({ environment: { PORT: String(port), PUBLIC_BASE_URL: `http://127.0.0.1:${port}` } }),
    );
    const { context } = open.use(await openBrowser());
    const browser = context.browser();
    newPage = async (options) => {
      if (!browser) throw new Error("the browser is gone");
      const own = await browser.newContext(options);
      open.defer(() => own.close());
      return own.newPage();
    };
  });
  afterAll(() => open.disposeAsync());

  describe.each(["en-US", "de-DE", "fr-FR", "es-ES"])("in %s", (locale) => {
    const { words } = languageOf(locale, null);
    const pageIn = () => newPage({ locale, bypassCSP: true });

    test("is free of what axe finds on the whole way to the order, in the sandbox", async () => {
      const page = await pageIn();
      await page.goto(`${shop.server.url}${shirtAndMug}?code=NONE`);
      expect(await page.locator("html").getAttribute("lang")).toBe(locale);
      await look(page, `${locale}-1-buy`);
      await page.getByRole("button", { name: words.toCheckout }).click();
      await look(page, `${locale}-2-empty`);
      await page.locator("button.pay").click();
      expect(await page.getByText(words.mistakes.missing).count()).toBeGreaterThan(3);
      await look(page, `${locale}-3-mistakes`);
      await typeAddress(page);
      const express = page.locator("[name=delivery][value=express]");
      await express.waitFor();
      await express.check();
      await page.locator("tr.total", { hasText: "167" }).waitFor();
      await look(page, `${locale}-4-filled`);
      await page.getByRole("button", { name: words.pay }).click();
      await page.waitForURL("**/sandbox/pay/**");
      const provider = page.url();
      await look(page, `${locale}-5-sandbox`);
      await page.getByRole("button", { name: "Decline the card" }).click();
      await page.getByRole("button", { name: "Go back without paying" }).click();
      await page.waitForURL("**/checkout/**");
      await look(page, `${locale}-6-turned-back`);
      await page.getByRole("button", { name: words.pay }).click();
      await page.waitForURL("**/sandbox/pay/**");
      expect(page.url()).not.toBe(provider);
      await page.getByRole("button", { name: "Pay", exact: true }).click();
      await page.waitForURL("**/orders/**");
      expect(await page.locator("html").getAttribute("lang")).toBe(locale);
      await look(page, `${locale}-7-order`);
    });

    test("is free of what axe finds where somebody looks at a product, waits for the bank, or comes too late", async () => {
      const page = await pageIn();
      await page.goto(`${shop.server.url}/products/linen-shirt`);
      await look(page, `${locale}-product`);
      await page.getByRole("button", { name: words.toCheckout }).click();
      await typeAddress(page);
      await page.locator("[name=delivery]").first().waitFor();
      await page.locator("button.pay").click();
      await page.waitForURL("**/sandbox/pay/**");
      await page.getByRole("button", { name: "Pay late", exact: true }).click();
      await page.getByRole("heading", { name: words.confirmingTitle }).waitFor();
      await look(page, `${locale}-confirming`);
      await page.goto(`${shop.server.url}/checkout/cs_1.x`);
      await look(page, `${locale}-unknown`);
      await page.goto(`${shop.server.url}/orders/x`);
      await look(page, `${locale}-no-order`);
    });
  });

  test("sends what was typed while an answer was on its way", async () => {
    const page = await newPage();
    await page.goto(`${shop.server.url}${shirtAndMug}`);
    await page.getByRole("button", { name: "Check out" }).click();
    await page.getByLabel("Full name").fill("Jane Doe");
    await page.getByLabel("Street and number").fill("555 Golden Gate Avenue");
    await page.getByLabel("City").fill("San Francisco");
    await page.waitForLoadState("networkidle");
    const held = Promise.withResolvers<void>();
    await page.route("**/checkout/**", async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.getByLabel("State").selectOption("CA");
    await page.getByLabel("ZIP code").fill("94102");
    const exchanged = page.waitForResponse("**/checkout/**");
    held.resolve();
    await exchanged;
    await page.locator("main:not(.busy)").waitFor();
    await page.getByLabel("E-mail").focus();
    await page.getByRole("radio", { name: /Express/ }).waitFor();
    expect(await page.getByLabel("ZIP code").inputValue()).toBe("94102");
  });

  test("can be used by the keyboard alone, from the first field to the order", async () => {
    const page = await newPage();
    await page.goto(`${shop.server.url}/buy/gift-card-25`);
    await page.keyboard.press("Tab");
    await page.locator("form button:visible").first().focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/checkout/**");
    await page.locator("[name=email]").focus();
    await page.keyboard.type(address.email);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Order and pay" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/sandbox/pay/**");
    await page.getByRole("button", { name: "Pay", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/orders/**");
  });

  test("sells from a link to an order in the sandbox, with scripts off", async () => {
    const page = await newPage({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
    await page.goto(`${shop.server.url}${shirtAndMug}`);
    await page.getByRole("button", { name: "Check out" }).click();
    await page.locator("button.pay").click();
    expect(await page.getByText("Please fill this in.").count()).toBeGreaterThan(3);
    await typeAddress(page);
    await page.locator("button.pay").click();
    await picture(page, "scripts-off-filled");
    await page.getByRole("radio", { name: /Express/ }).check();
    await page.getByRole("button", { name: "Order and pay" }).click();
    await picture(page, "scripts-off-changed");
    expect(await page.getByRole("alert").textContent()).toContain("Nothing was charged");
    await page.getByRole("button", { name: "Order and pay" }).click();
    await page.getByRole("button", { name: "Pay", exact: true }).click();
    await page.waitForURL("**/orders/**");
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toStartWith("Order 1");
  });

  describe("where Stripe takes the money", () => {
    let standIn: StripeStandIn;
    let shopUrl: string;

    beforeAll(async () => {
      standIn = open.use(await startStripeStandIn());
      const pages = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: stripePage });
      open.defer(() => pages.stop(true));
      standIn.pagesAt = `http://127.0.0.1:${pages.port}`;
      const folder = open.use(temporaryFolder());
      const port = lastingPort();
      shopUrl = `http://127.0.0.1:${port}`;
      const environment = {
        ...(await makeShopOnDemoTerms(folder.path)),
        PORT: String(port),
        PUBLIC_BASE_URL: shopUrl,
        STRIPE_SECRET_KEY: SECRET_KEY,
        STRIPE_API_BASE: standIn.url,
      };
      open.use(await serveShop({ folder: folder.path, environment }));
    });

    /** Stripe's page, where a card is chosen; the stand-in's books say what comes of it. */
    function stripePage(request: Request): Response {
      const { pathname, searchParams } = new URL(request.url);
      const id = pathname.split("/").at(-1) ?? "";
      const session = standIn.books.checkoutSessions.get(id);
      const card = searchParams.get("card");
      if (session && card !== null && payOnPage(standIn, id, card) === "paid")
        return Response.redirect(session.successUrl, 303);
      return new Response(
        `<h1>Stripe</h1><form><button name="card" value="pm_card_visa">Pay by Visa</button>
<button name="card" value="pm_card_chargeDeclined">Pay by a card that is declined</button></form>
<a href="${session?.parameters["cancel_url"]}">Back</a>`,
        { headers: { "content-type": "text/html" } },
      );
    }

    test.each([
      { scripts: "on", javaScriptEnabled: true },
      { scripts: "off", javaScriptEnabled: false },
    ])(
      "sells from a link to an order, though the buyer turned back and a card was declined, with scripts $scripts",
      async ({ javaScriptEnabled }) => {
        const before = standIn.paid().length;
        const page = await newPage({ javaScriptEnabled });
        await page.goto(`${shopUrl}/buy/gift-card-25:2`);
        await page.getByRole("button", { name: "Check out" }).click();
        await page.locator("[name=email]").fill(address.email);
        await page.locator("button.pay").click();
        await page.getByRole("button", { name: "Order and pay" }).click();
        await page.waitForURL(`${standIn.pagesAt}/**`);
        await page.getByRole("link", { name: "Back" }).click();
        await page.waitForURL(`${shopUrl}/checkout/**`);
        await picture(page, `stripe-turned-back-scripts-${javaScriptEnabled ? "on" : "off"}`);
        await page.getByRole("button", { name: "Order and pay" }).click();
        await page.waitForURL(`${standIn.pagesAt}/**`);
        await page.getByRole("button", { name: "Pay by a card that is declined" }).click();
        await page.getByRole("button", { name: "Pay by Visa" }).click();
        await page.waitForURL(`${shopUrl}/orders/**`);
        await picture(page, `stripe-order-scripts-${javaScriptEnabled ? "on" : "off"}`);
        expect(standIn.paid()).toHaveLength(before + 1);
        expect([...standIn.books.checkoutSessions.values()].map(({ status }) => status)).not.toContain(
          "open",
        );
      },
    );
  });
});
