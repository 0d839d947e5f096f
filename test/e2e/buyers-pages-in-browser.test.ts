import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { DAY } from "../../src/clock.ts";
import { demoApiKey, demoShop } from "../../src/demo/shop.ts";
import { languageOf } from "../../src/http/pages/checkout/language.ts";
import { stoppedClock } from "../checkout/shop.ts";
import { openTerminal } from "../cli/terminal.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { lastingPort } from "../lasting-port.ts";
import { complaintsOf, describeInBrowser, openBrowser } from "./browser.ts";

setDefaultTimeout(120_000);

/** Where somebody can look at what the browser drew, when they ask for it. */
const screenshots = Bun.env["CHECKSTAND_SCREENSHOTS"];

const mug = JSON.stringify({
  id: "mug",
  title: "Mug",
  variants: [{ id: "mug", title: "Mug", price: { amount: 1_500, currency: "USD" }, stock: 50 }],
});

const cologne = {
  email: "erika@example.com",
  name: "Erika Mustermann",
  lineOne: "Heidestraße 17",
  postalCode: "51147",
  city: "Köln",
};

describeInBrowser("the pages beside the one on which buyers pay", () => {
  const open = new AsyncDisposableStack();
  const clock = stoppedClock();
  let shop: ServedShop;
  let newPage: (locale: string) => Promise<Page>;

  beforeAll(async () => {
    const port = lastingPort();
    const url = `http://127.0.0.1:${port}`;
    const settings = demoShop(url).replace('countries = ["US"]', 'countries = ["US", "DE"]');
    shop = open.use(
      await serveShop({
        clock,
        shop: `payments = "sandbox"\n${settings}`,
        environment: { PORT: String(port), PUBLIC_BASE_URL: url, COMMERCE_API_KEY: demoApiKey },
      }),
    );
    const terminal = openTerminal({ directory: shop.folder });
    terminal.file("goods.jsonl", mug);
    const imported = await terminal.run("catalog", "import", "goods.jsonl");
    if (imported.code !== 0) throw new Error(imported.notes);
    const { context } = open.use(await openBrowser());
    const browser = context.browser();
    newPage = async (locale) => {
      if (!browser) throw new Error("the browser is gone");
      const own = await browser.newContext({ locale, bypassCSP: true });
      open.defer(() => own.close());
      return own.newPage();
    };
  });
  afterAll(() => open.disposeAsync());

  /** Looks at a page at both widths, once light and once dark. */
  async function look(page: Page, name: string): Promise<void> {
    for (const [width, colorScheme] of [
      [390, "dark"],
      [1280, "light"],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const whole = `${name}-${width}-${colorScheme}`;
      if (screenshots !== undefined)
        await page.screenshot({ path: join(screenshots, `${whole}.png`), fullPage: true });
      expect({ whole, found: await complaintsOf(page) }).toEqual({ whole, found: [] });
    }
  }

  /** Asks the shop as its agent. */
  const ask = (path: string, body: object) =>
    shop.fetch(path, {
      method: "POST",
      headers: {
        authorization: `Bearer ${demoApiKey}`,
        "api-version": "2026-04-17",
        "content-type": "application/json",
        "idempotency-key": crypto.randomUUID(),
      },
      body: JSON.stringify(body),
    });

  /** A checkout's page, begun by the button on a page that shows goods. */
  async function toCheckout(page: Page, path: string, words: string): Promise<string> {
    await page.goto(`${shop.server.url}${path}`);
    await page.getByRole("button", { name: words }).click();
    await page.waitForURL("**/checkout/**");
    return page.url();
  }

  describe.each(["en-US", "de-DE", "fr-FR", "es-ES"])("in %s", (locale) => {
    const { words } = languageOf(locale, null);

    test("withdrawing from a contract is free of what axe finds, from the order to its acknowledgement", async () => {
      const page = await newPage(locale);
      await toCheckout(page, "/buy/mug:2", words.toCheckout);
      await page.locator("[name=country]").selectOption("DE");
      await page.waitForLoadState("networkidle");
      for (const [name, value] of Object.entries(cologne)) await page.locator(`[name=${name}]`).fill(value);
      await page.locator("[name=city]").blur();
      await page.locator("[name=delivery]").first().waitFor();
      await page.locator("button.pay").click();
      await page.waitForURL("**/sandbox/pay/**");
      await page.getByRole("button", { name: "Pay", exact: true }).click();
      await page.waitForURL("**/orders/**");
      await page.getByRole("link", { name: words.withdrawal.link }).click();
      await page.getByRole("heading", { name: words.withdrawal.title }).waitFor();
      await look(page, `${locale}-withdrawal-1`);
      await page.locator("[name=line]").first().check();
      await page.getByRole("button", { name: words.withdrawal.continue }).click();
      await page.getByRole("button", { name: words.withdrawal.confirm }).waitFor();
      await look(page, `${locale}-withdrawal-2`);
      await page.getByRole("button", { name: words.withdrawal.confirm }).click();
      await page.getByRole("heading", { name: words.withdrawal.doneTitle }).waitFor();
      await look(page, `${locale}-withdrawal-3`);
    });

    test("a cart, a canceled and an expired checkout are free of what axe finds", async () => {
      const page = await newPage(locale);
      const cart = await (await ask("/carts", { line_items: [{ id: "mug" }] })).text();
      await page.goto(/"continue_url":"([^"]+)"/.exec(cart)?.[1] ?? "no link");
      await look(page, `${locale}-cart`);
      await page.getByRole("button", { name: words.toCheckout }).click();
      await page.waitForURL("**/checkout/**");
      const session = /cs_[^.]+/.exec(page.url())?.[0];
      expect((await ask(`/checkout_sessions/${session}/cancel`, {})).status).toBe(200);
      await page.reload();
      await look(page, `${locale}-canceled`);
      const left = await toCheckout(page, "/buy/mug", words.toCheckout);
      clock.advance(DAY + 1);
      await page.goto(left);
      await look(page, `${locale}-expired`);
    });
  });
});
