import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { demoAdminToken } from "../../src/demo/shop.ts";
import { buy } from "../http/buy.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { complaintsOf, describeInBrowser, openBrowser } from "./browser.ts";

setDefaultTimeout(300_000);

/** Where somebody can look at what the browser drew, when they ask for it. */
const screenshots = Bun.env["CHECKSTAND_SCREENSHOTS"];

/** The largest page may be so long, bytes. */
const LONGEST_PAGE = 100_000;

/** The themes, and how wide the window is in each: a phone's, and a desk's. */
const windows = [
  ["light", 390],
  ["dark", 1280],
] as const;

for (const [colorScheme, width] of windows)
  describeInBrowser(`the merchant's dashboard, ${colorScheme}, ${width} px wide`, () => {
    const open = new AsyncDisposableStack();
    let shop: ServedShop;
    let page: Page;
    const complaints: string[] = [];

    beforeAll(async () => {
      shop = open.use(await serveShop());
      const { context } = open.use(await openBrowser());
      await buy(shop.server.url, [
        { id: "linen-shirt-small", quantity: 2 },
        { id: "enamel-mug-navy", quantity: 1 },
      ]);
      for (let more = 0; more < 3; more += 1)
        await buy(shop.server.url, [{ id: "canvas-tote", quantity: 1 }]);
      page = await context.newPage();
      page.on("console", (message) => complaints.push(message.text()));
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
    });
    afterAll(() => open.disposeAsync());

    /** Looks at the page as it is: nothing sticks out, nothing keeps anybody from using it, and it is not long. */
    async function draw(name: string): Promise<void> {
      const wide = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      expect(wide).toBe(0);
      expect(await complaintsOf(page)).toEqual([]);
      expect((await page.content()).length).toBeLessThan(LONGEST_PAGE);
      if (screenshots !== undefined)
        await page.screenshot({
          path: join(screenshots, `${name}-${colorScheme}-${width}.png`),
          fullPage: true,
        });
    }

    const heading = () => page.getByRole("heading", { level: 1 }).textContent();
    const go = (path: string) => page.goto(`${shop.server.url}/admin${path}`);

    // One after the other: each test goes on from the last.
    test("lets the merchant in with the token", async () => {
      await go("/orders");
      await draw("sign-in");
      await page.getByLabel("Token").fill(demoAdminToken);
      await page.getByRole("button", { name: "Sign in" }).click();
      await go("/orders");
      expect(await heading()).toBe("Orders");
      await draw("orders");
    });

    test("shows at Home what was sold and what waits, from where two presses ship an order", async () => {
      await page.getByRole("link", { name: "Home" }).last().click();
      expect(await heading()).toBe("Home");
      expect(await page.getByText("4 orders to ship").count()).toBe(1);
      expect(await page.getByRole("img", { name: /^Sales by day, 30 days\. Most on / }).count()).toBe(1);
      await draw("home");
      await page.getByRole("link", { name: "7 days" }).click();
      await page.waitForURL(/days=7/);
      await page.getByText("The same as a table").click();
      expect(await page.locator("#sales tbody tr").count()).toBeGreaterThan(7);
      await draw("home-7-days");
      await page.locator("li", { hasText: "1004" }).getByRole("link", { name: "Ship" }).click();
      await page.getByRole("button", { name: "Ship now" }).click();
      await page.getByText("the parcel is noted as shipped").waitFor();
    });

    test("finds an order while its words are typed, from wherever one is", async () => {
      await go("/orders");
      await page.getByLabel("Search", { exact: true }).pressSequentially("enamel");
      await page.waitForURL(/search=enamel/);
      await page.getByText("1 order", { exact: true }).waitFor();
      expect(await page.getByLabel("Search", { exact: true }).inputValue()).toBe("enamel");
      await draw("orders-found");
      await page.locator("body").click({ position: { x: 2, y: 2 } });
      await page.keyboard.press("/");
      await page.keyboard.type("enamel");
      await page.locator("#find-found").getByRole("link", { name: "Enamel Mug", exact: true }).waitFor();
      await draw("search-box");
      await page.locator("#find").fill("1001");
      await page.keyboard.press("Enter");
      await page.waitForURL(/search=1001/);
      await draw("search");
      await page.getByRole("link", { name: "1001" }).click();
      expect(await heading()).toBe("Order 1001");
      await draw("order");
    });

    test("sends a part of an order, and shows what is left", async () => {
      await page.getByRole("link", { name: "Ship", exact: true }).click();
      await page.getByText("1 × Enamel Mug").waitFor();
      await page.getByLabel("Enamel Mug").fill("0");
      await page.getByLabel("Carrier").fill("dhl");
      await page.getByLabel("Tracking number").fill("1234567890");
      // Enter in a field looks; nothing is sent by it.
      await page.getByLabel("Tracking number").press("Enter");
      await page.getByText("left by dhl 1234567890").waitFor();
      await draw("ship");
      await page.getByRole("button", { name: "Ship now" }).click();
      await page.getByText("the parcel is noted as shipped").waitFor();
      expect(await page.locator("h1 + .badge").textContent()).toBe("In progress");
      expect(await page.getByRole("link", { name: "DHL 1234567890" }).count()).toBe(1);
      await draw("order-sent");
    });

    test("gives money back for an item, and says why when it cannot", async () => {
      await page.getByRole("link", { name: "Refund" }).click();
      await page.getByLabel("Linen Shirt").fill("1");
      const button = page.getByRole("button", { name: /^Give back \$/ });
      await button.waitFor();
      await draw("refund");
      await button.click();
      await page.getByText("the money is on its way back").waitFor();
      expect(await page.getByText(/^refund of \$/).count()).toBeGreaterThan(0);
      await page.getByRole("link", { name: "Refund" }).click();
      await page.getByLabel("Amount").fill("9999");
      await page.getByText("of the payment is left to give back").waitFor();
      expect(await button.count()).toBe(0);
      await draw("refund-refused");
    });

    test("asks before it cancels, says what will go back, and does nothing when one goes back", async () => {
      await go("/orders/1001");
      await page.getByRole("link", { name: "Cancel" }).click();
      await page.getByText("Cancels 1 × Enamel Mug").waitFor();
      await page.getByLabel("Why").fill("Sold out");
      await draw("cancel");
      await page.getByRole("link", { name: "Back, with nothing done" }).click();
      expect(await page.getByText("Sold out").count()).toBe(0);
      await page.getByRole("link", { name: "Cancel" }).click();
      await page.getByLabel("Why").fill("Sold out");
      await page.getByRole("button", { name: /^Cancel and give back \$\d+\.\d\d$/ }).click();
      await page.getByText("what was not sent is canceled").waitFor();
      expect(await page.getByText("Sold out").count()).toBeGreaterThan(0);
    });

    test("holds an order, and takes that back by one press", async () => {
      await go("/orders/1002");
      await page.getByRole("button", { name: "Hold" }).click();
      await page.getByText("is on hold").waitFor();
      await draw("order-held");
      await page.getByRole("button", { name: "Undo" }).click();
      await page.getByText("Order 1002 goes on").waitFor();
    });

    test("ships several orders at once, and prints their slips", async () => {
      await go("/orders?view=unfulfilled");
      await page.getByLabel("Choose all on this page").check();
      await page.getByText("2 chosen").waitFor();
      await page.getByRole("button", { name: "Print packing slips" }).click();
      expect(await heading()).toBe("Packing slips");
      await draw("slips");
      await go("/orders?view=unfulfilled");
      await page.getByLabel("Choose all on this page").check();
      await page.getByRole("button", { name: "Ship…" }).click();
      await draw("ship-chosen");
      await page.getByRole("button", { name: "Ship 2 orders now" }).click();
      await page.getByText("2 orders shipped.").waitFor();
      expect(await page.getByText("Shipped", { exact: true }).count()).toBeGreaterThan(1);
    });

    test("works without scripts", async () => {
      const plain = await withoutScripts(page);
      try {
        await plain.goto(`${shop.server.url}/admin/orders`);
        await plain.getByLabel("Token").fill(demoAdminToken);
        await plain.getByRole("button", { name: "Sign in" }).click();
        await plain.goto(`${shop.server.url}/admin/orders`);
        await plain.getByLabel("Search", { exact: true }).fill("1003");
        await plain.getByRole("button", { name: "Find" }).click();
        await plain.getByRole("link", { name: "1003" }).click();
        await plain.getByRole("link", { name: "Refund" }).click();
        await plain.getByLabel("Amount").fill("1");
        await plain.getByRole("button", { name: "Continue" }).click();
        await plain.getByRole("button", { name: "Give back $1.00" }).click();
        expect(await plain.getByText("the money is on its way back").count()).toBe(1);
      } finally {
        await plain.close();
      }
    });

    test("signs out", async () => {
      await page.getByRole("button", { name: "Sign out" }).click();
      expect(await page.getByLabel("Token").count()).toBe(1);
      // What the browser says of answers that are no success; nothing else: no policy was broken.
      expect(complaints.filter((words) => !words.startsWith("Failed to load resource"))).toEqual([]);
    });
  });

/** Another window without scripts, with cookies of its own. */
async function withoutScripts(page: Page): Promise<Page> {
  const context = await page.context().browser()?.newContext({ javaScriptEnabled: false });
  if (!context) throw new Error("the browser can open another window");
  return context.newPage();
}
