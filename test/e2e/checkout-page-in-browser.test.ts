import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import axe from "axe-core";
import type { BrowserContextOptions, Page } from "playwright-core";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { describeInBrowser, openBrowser } from "./browser.ts";
import { freePort } from "./free-port.ts";

setDefaultTimeout(300_000);

/** Where somebody can look at what the browser drew, when they ask for it. */
const screenshots = Bun.env["CHECKSTAND_SCREENSHOTS"];

describeInBrowser("the page on which buyers pay", () => {
  const open = new AsyncDisposableStack();
  let shop: ServedShop;
  let newPage: (options?: BrowserContextOptions) => Promise<Page>;

  beforeAll(async () => {
    const port = await freePort();
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

  async function picture(page: Page, name: string): Promise<void> {
    if (screenshots !== undefined)
      await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
  }

  /** What axe finds wrong with a page, by rule and place. */
  async function complaints(page: Page): Promise<readonly string[]> {
    await page.evaluate(axe.source);
    const found: unknown = await page.evaluate(
      "axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))",
    );
    return Array.isArray(found) ? found.map(String) : [];
  }

  async function typeAddress(page: Page): Promise<void> {
    await page.getByLabel("E-mail").fill("jane@example.com");
    await page.getByLabel("Full name").fill("Jane Doe");
    await page.getByLabel("Street and number").fill("555 Golden Gate Avenue");
    await page.getByLabel("City").fill("San Francisco");
    await page.getByLabel("State").selectOption("CA");
    await page.getByLabel("ZIP code").fill("94102");
  }

  test("is free of what axe finds, at every step", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await newPage({ colorScheme, bypassCSP: true, viewport: { width: 1280, height: 900 } });
      const look = async (name: string) => {
        await picture(page, `${name}-${colorScheme}`);
        expect({ name, found: await complaints(page) }).toEqual({ name, found: [] });
      };
      await page.goto(`${shop.server.url}/buy/linen-shirt-small:2,enamel-mug-navy?code=NONE`);
      await look("desktop-buy");
      await page.getByRole("button", { name: "Check out" }).click();
      await look("desktop-empty");
      await page.locator("button.pay").click();
      await look("desktop-mistakes");
      await typeAddress(page);
      await page.getByLabel("Phone").fill("+1 415 555 0100");
      await page.getByRole("radio", { name: /Express/ }).waitFor();
      await page.getByRole("radio", { name: /Express/ }).check();
      await page.locator("tr.total", { hasText: "$167.82" }).waitFor();
      await look("desktop-filled");
      await page.getByRole("button", { name: "Order and pay" }).click();
      await page.waitForURL("**/sandbox/pay/**");
      await look("desktop-sandbox");
      await page.getByRole("button", { name: "Decline the card" }).click();
      await look("desktop-declined");
      await page.getByRole("button", { name: "Pay late", exact: true }).click();
      await look("desktop-confirming");
    }
  });

  test("sends what was typed while an answer was on its way", async () => {
    const page = await newPage();
    await page.goto(`${shop.server.url}/buy/linen-shirt-small:2,enamel-mug-navy`);
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

  test("sells from a link to an order in the sandbox, with scripts off", async () => {
    const page = await newPage({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
    await page.goto(`${shop.server.url}/buy/linen-shirt-small:2,enamel-mug-navy`);
    await picture(page, "buy-phone");
    await page.getByRole("button", { name: "Check out" }).click();
    await picture(page, "checkout-empty-phone");
    await page.locator("button.pay").click();
    await picture(page, "checkout-mistakes-phone");
    expect(await page.getByText("Please fill this in.").count()).toBeGreaterThan(3);
    await typeAddress(page);
    await page.locator("button.pay").click();
    await picture(page, "checkout-filled-phone");
    await page.getByRole("radio", { name: /Express/ }).check();
    await page.getByRole("button", { name: "Order and pay" }).click();
    await picture(page, "checkout-changed-phone");
    expect(await page.getByRole("alert").textContent()).toContain("Nothing was charged");
    await page.getByRole("button", { name: "Order and pay" }).click();
    await picture(page, "sandbox-phone");
    await page.getByRole("button", { name: "Pay", exact: true }).click();
    await picture(page, "order-phone");
    await page.waitForURL("**/orders/**");
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toStartWith("Order 1");
  });
});
