import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Page } from "playwright-core";
import { demoAdminToken } from "../../src/demo/shop.ts";
import { buy } from "../http/buy.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { describeInBrowser, openBrowser } from "./browser.ts";

setDefaultTimeout(300_000);

describeInBrowser("a button that is pressed while the page looks at what it would do", () => {
  const open = new AsyncDisposableStack();
  let shop: ServedShop;
  let page: Page;
  beforeAll(async () => {
    shop = open.use(await serveShop());
    const { context } = open.use(await openBrowser());
    for (let order = 0; order < 2; order += 1)
      await buy(shop.server.url, [{ id: "canvas-tote", quantity: 2 }]);
    page = await context.newPage();
    await page.goto(`${shop.server.url}/admin/orders`);
    await page.getByLabel("Token").fill(demoAdminToken);
    await page.getByRole("button", { name: "Sign in" }).click();
  });
  afterAll(() => open.disposeAsync());

  /** Presses a button, types while it is down, and lets it go once the page has shown what would happen now. */
  async function pressDuringLook(button: RegExp, label: string, text: string): Promise<void> {
    await page.getByRole("button", { name: button }).hover();
    await page.mouse.down();
    const shown = page.evaluate(
      "new Promise((resolve) => document.addEventListener('htmx:after:swap', resolve, { once: true }))",
    );
    await page.getByLabel(label).evaluate((field, typed) => {
      Object.assign(field, { value: typed });
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }, text);
    await shown;
    await page.mouse.up();
  }

  test("does it, where that is the same still", async () => {
    await page.goto(`${shop.server.url}/admin/orders/1001/cancel`);
    await pressDuringLook(/^Cancel and give back/, "Why", "Sold out");
    await page.getByText("what was not sent is canceled").waitFor({ timeout: 5000 });
  });

  test("does nothing, where it would do something else by then", async () => {
    await page.goto(`${shop.server.url}/admin/orders/1002/refund`);
    await page.getByLabel("Amount").fill("1");
    await page.getByRole("button", { name: "Give back $1.00" }).waitFor();
    await pressDuringLook(/^Give back \$1\.00$/, "Amount", "20");
    await page.getByRole("button", { name: "Give back $20.00" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/admin/orders/1002/refund");
    expect(await page.getByText("is on its way back").count()).toBe(0);
  });
});
