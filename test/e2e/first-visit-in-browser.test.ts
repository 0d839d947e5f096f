import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Page } from "playwright-core";
import { isTestedOnPostgres } from "../engines.ts";
import { lastingPort } from "../lasting-port.ts";
import { describeInBrowser, openBrowser } from "./browser.ts";
import { look } from "./merchants-browser.ts";
import { programs, type ShopProcess, startShop } from "./shop-process.ts";

setDefaultTimeout(300_000);

/** The demo shop keeps itself in a file. */
const inDemoShop = test.skipIf(isTestedOnPostgres);

const password = "a sentence that nobody guesses";

describeInBrowser("a new merchant, from an empty folder and with a browser alone", () => {
  const open = new AsyncDisposableStack();
  let shop: ShopProcess;
  let page: Page;

  beforeAll(async () => {
    const [fromSource] = programs;
    if (!fromSource) throw new Error("there is a way to start");
    const port = String(lastingPort());
    // The browser looks no name up, not even localhost.
    const environment = { PORT: port, PUBLIC_BASE_URL: `http://127.0.0.1:${port}` };
    shop = open.use(await startShop(fromSource, { environment }));
    const { context } = open.use(await openBrowser());
    page = await context.newPage();
  });
  afterAll(() => open.disposeAsync());

  // One after the other: each test goes on from the last.
  inDemoShop("finds the dashboard at the shop's address, and is let in by the demo's token", async () => {
    await page.goto(shop.url);
    await page.getByRole("link", { name: /^The merchant's dashboard/ }).click();
    await page.getByText("its token is filled in").waitFor();
    await look(page, "first-visit-sign-in");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "From nothing to the first sale" }).waitFor();
    expect(await page.getByText("Nothing sold yet").count()).toBe(1);
    await look(page, "first-visit-home");
  });

  inDemoShop("becomes the owner where the way to the first sale leads", async () => {
    await page.getByRole("link", { name: "Become its owner" }).click();
    await page.getByLabel("Your name").fill("Olga Owner");
    await page.getByLabel("Your e-mail address").fill("olga@shop.example");
    await page.getByLabel("A password").fill(password);
    await page.getByRole("button", { name: "Become the owner" }).click();
    await page.getByRole("link", { name: "Home", exact: true }).last().click();
    const step = page.getByRole("listitem").filter({ hasText: "Become its owner" });
    await step.getByText("Done").waitFor();
  });

  inDemoShop("makes a product, and buys it as a buyer would", async () => {
    await page.getByRole("link", { name: "Put your products in" }).click();
    await page.getByRole("link", { name: "New product" }).click();
    await page.getByLabel("Title", { exact: true }).fill("Postcard");
    await page.getByLabel("Price in USD").fill("2.50");
    await page.getByLabel("How many there are").fill("100");
    await page.getByRole("button", { name: "Make it" }).click();
    await page.getByRole("link", { name: "See it in the shop" }).click();
    await page.getByRole("button", { name: "Check out" }).click();
    const address = {
      email: "jane@example.com",
      name: "Jane Doe",
      lineOne: "1 Market St",
      city: "San Francisco",
      postalCode: "94105",
    };
    for (const [name, value] of Object.entries(address)) await page.locator(`[name=${name}]`).fill(value);
    await page.locator("[name=state]").selectOption("CA");
    await page.getByRole("button", { name: "Order and pay" }).click();
    await page.getByRole("button", { name: "Pay", exact: true }).click();
    await page.waitForURL("**/orders/**");
    expect(await page.getByText("1001").count()).toBeGreaterThan(0);
  });

  inDemoShop("ships what was sold, two presses from Home", async () => {
    await page.goto(`${shop.url}/admin`);
    await look(page, "first-visit-sold");
    await page.getByRole("link", { name: "Ship", exact: true }).click();
    await page.getByRole("button", { name: "Ship now" }).click();
    await page.getByText("the parcel is noted as shipped").waitFor();
  });
});
