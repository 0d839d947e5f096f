import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { demoAdminToken } from "../../src/demo/shop.ts";
import { buy } from "../http/buy.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { describeInBrowser, openBrowser } from "./browser.ts";

setDefaultTimeout(300_000);

/** Where somebody can look at what the browser drew, when they ask for it. */
const screenshots = Bun.env["CHECKSTAND_SCREENSHOTS"];

describeInBrowser("the merchant's dashboard", () => {
  const open = new AsyncDisposableStack();
  let shop: ServedShop;
  let context: BrowserContext;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    shop = open.use(await serveShop());
    ({ context } = open.use(await openBrowser()));
    await buy(shop.server.url, [
      { id: "linen-shirt-small", quantity: 2 },
      { id: "enamel-mug-navy", quantity: 1 },
    ]);
    page = await context.newPage();
    page.on("console", (message) => complaints.push(message.text()));
    await page.setViewportSize({ width: 390, height: 800 });
  });
  afterAll(() => open.disposeAsync());

  async function draw(name: string): Promise<void> {
    const wide = await page.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    expect(wide).toBe(0);
    if (screenshots !== undefined)
      await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
  }

  // One after the other: each test goes on from the last.
  test("lets the merchant in with the token", async () => {
    await page.goto(`${shop.server.url}/admin`);
    await draw("dashboard-sign-in");
    await page.getByLabel("Token").fill(demoAdminToken);
    await page.getByRole("button", { name: "Sign in" }).click();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Orders");
    await draw("dashboard-orders");
  });

  test("sends a part of an order, and shows what is left", async () => {
    await page.getByRole("link", { name: "1001" }).click();
    await draw("dashboard-order");
    const form = page.locator("form[action$='/ship']");
    await form.getByLabel("Enamel Mug").fill("0");
    await form.getByLabel("Carrier").fill("dhl");
    await form.getByLabel("Tracking number").fill("1234567890");
    // Enter in a field asks; nothing is sent by it.
    await form.getByLabel("Tracking number").press("Enter");
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Send?");
    await draw("dashboard-ask-send");
    await page.getByRole("button", { name: "Send now" }).click();
    expect(await page.locator("h1 + .badge").textContent()).toBe("In progress");
    expect(await page.getByRole("link", { name: "DHL 1234567890" }).count()).toBe(1);
    await draw("dashboard-order-sent");
  });

  test("gives money back, and says why when it cannot", async () => {
    const form = page.locator("form[action$='/refund']");
    await form.getByLabel("Amount").fill("5");
    await form.getByRole("button", { name: "Refund" }).click();
    await draw("dashboard-ask-refund");
    await page.getByRole("button", { name: "Give back $5.00" }).click();
    expect(await page.getByText("refund of $5.00, completed").count()).toBe(1);
    await form.getByLabel("Amount").fill("9999");
    await form.getByRole("button", { name: "Refund" }).click();
    expect(await page.getByRole("alert").textContent()).toContain("of the payment is left to give back");
    await draw("dashboard-refused");
  });

  test("asks before it cancels, says what will go back, and does nothing when one goes back", async () => {
    const form = page.locator("form[action$='/cancel']");
    await form.getByLabel("Why").fill("Sold out");
    await form.getByLabel("Why").press("Enter");
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Cancel?");
    expect(await page.getByText("1 × Enamel Mug").count()).toBe(1);
    expect(await page.getByRole("button", { name: /^Cancel and give back \$\d+\.\d\d$/ }).count()).toBe(1);
    await draw("dashboard-ask-cancel");
    await page.keyboard.press("Enter");
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Cancel?");
    await page.getByRole("link", { name: "Back to the order, with nothing done" }).click();
    expect(await page.getByText("Sold out").count()).toBe(0);

    await form.getByLabel("Why").fill("Sold out");
    await form.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Cancel and give back" }).click();
    expect(await page.getByText("Sold out").count()).toBeGreaterThan(0);
  });

  test("offers no refund where nothing is left", async () => {
    const left = /\$([\d.]+) can be given back/.exec((await page.textContent("main")) ?? "")?.[1] ?? "";
    await page.locator("form[action$='/refund']").getByLabel("Amount").fill(left);
    await page.locator("form[action$='/refund']").getByRole("button", { name: "Refund" }).click();
    await page.getByRole("button", { name: `Give back $${left}` }).click();
    expect(await page.getByRole("heading", { name: "Refund" }).count()).toBe(0);
    expect(await page.getByLabel("Give the money back").count()).toBe(0);
    await draw("dashboard-nothing-left");
  });

  test("signs out", async () => {
    await page.getByRole("link", { name: "All orders" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    expect(await page.getByLabel("Token").count()).toBe(1);
    // What the browser says of answers that are no success; nothing else.
    expect(complaints.filter((words) => !words.startsWith("Failed to load resource"))).toEqual([]);
  });
});
