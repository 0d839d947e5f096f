import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { openTerminal, type TestTerminal } from "../cli/terminal.ts";
import { isTestedOnPostgres } from "../engines.ts";
import { buy } from "../http/buy.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { lastingPort } from "../lasting-port.ts";
import { describeInBrowser, openBrowser } from "./browser.ts";

setDefaultTimeout(300_000);

/** Where somebody can look at what the browser drew, when they ask for it. */
const screenshots = Bun.env["CHECKSTAND_SCREENSHOTS"];

// Run in the page, where there is a document; so they are text here, where there is none.
const whatIsDrawn = `(async () => ({
  wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  // Settles once the picture is there, or known never to be.
  pictures: await Promise.all([...document.images].map((picture) => picture.decode().then(() => true, () => false))),
  scripts: document.scripts.length,
}))()`;
const weakestContrast = `(() => {
  const luminance = (color) => {
    const [red, green, blue] = color.match(/[\\d.]+/g).slice(0, 3).map((channel) => {
      const share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = luminance(getComputedStyle(document.body).backgroundColor);
  const hasText = (element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== "");
  const ratios = [...document.body.querySelectorAll("*")]
    .filter(hasText)
    .map((element) => luminance(getComputedStyle(element).color))
    .map((letters) => (Math.max(letters, ground) + 0.05) / (Math.min(letters, ground) + 0.05));
  return Math.min(...ratios);
})()`;

describeInBrowser("the page of an order", () => {
  const open = new AsyncDisposableStack();
  let shop: ServedShop;
  let context: BrowserContext;
  let terminal: TestTerminal;
  /** Where the page of an order is, whose goods are partly sent and partly refunded. */
  let address: string;

  beforeAll(async () => {
    const port = lastingPort();
    shop = open.use(
      await serveShop({ environment: { PORT: String(port), PUBLIC_BASE_URL: `http://127.0.0.1:${port}` } }),
    );
    ({ context } = open.use(await openBrowser()));
    terminal = openTerminal({ directory: shop.folder });
    const { order } = await buy(shop.server.url, [
      { id: "linen-shirt-small", quantity: 2 },
      { id: "enamel-mug-navy", quantity: 1 },
      { id: "gift-card-25", quantity: 1 },
    ]);
    address = order.permalink_url;
    for (const words of [
      [
        "ship",
        "1001",
        "--item",
        "linen-shirt-small=2",
        "--carrier",
        "UPS",
        "--tracking-number",
        "1Z999AA10123456784",
      ],
      ["refund", "1001", "--amount", "12.50", "--description", "One button was missing"],
    ]) {
      const done = await terminal.run("orders", ...words);
      if (done.code !== 0) throw new Error(done.notes);
    }
  });
  afterAll(() => open.disposeAsync());

  /** Opens the page as some device, and gathers whatever the browser complains of. */
  async function look(
    name: string,
    device: { width: number; height: number; colorScheme: "light" | "dark" },
  ): Promise<{ page: Page; complaints: string[] }> {
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("requestfailed", (request) => complaints.push(`failed: ${request.url()}`));
    await page.setViewportSize({ width: device.width, height: device.height });
    await page.emulateMedia({ colorScheme: device.colorScheme });
    await page.goto(address, { waitUntil: "networkidle" });
    if (screenshots !== undefined)
      await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
    return { page, complaints };
  }

  const devices = [
    ["phone-light", { width: 360, height: 740, colorScheme: "light" }],
    ["phone-dark", { width: 360, height: 740, colorScheme: "dark" }],
    ["desktop-light", { width: 1280, height: 1000, colorScheme: "light" }],
    ["desktop-dark", { width: 1280, height: 1000, colorScheme: "dark" }],
  ] as const;

  // The pictures are the demo shop's own, which no shop on a server serves.
  test.skipIf(isTestedOnPostgres).each(devices)(
    "on a %s is drawn whole, with its pictures, and nothing to complain of",
    async (name, device) => {
      const { page, complaints } = await look(name, device);
      expect(complaints).toEqual([]);
      const drawn = await page.evaluate(whatIsDrawn);
      expect(drawn).toEqual({ wide: 0, pictures: [true, true, true], scripts: 0 });
      await page.close();
    },
  );

  test.each(devices)(
    "on a %s can be read: letters stand out from their ground (WCAG 2.2, 1.4.3)",
    async (name, device) => {
      const { page } = await look(`${name}-contrast`, device);
      const weakest = await page.evaluate(weakestContrast);
      expect(weakest).toBeGreaterThanOrEqual(4.5);
      await page.close();
    },
  );

  test("says to a screen reader where the order is, what is in it and where to turn", async () => {
    const { page } = await look("screen-reader", devices[0][1]);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Order 1001");
    const steps = page.getByRole("list", { name: "Progress" }).getByRole("listitem");
    expect(await steps.allInnerTexts()).toEqual(["Confirmed", "Partly sent", "Delivered"]);
    expect(await page.locator("[aria-current=step]").textContent()).toBe("Partly sent");
    expect(await page.getByRole("link", { name: "UPS 1Z999AA10123456784" }).getAttribute("href")).toBe(
      "https://www.ups.com/track?tracknum=1Z999AA10123456784",
    );
    expect(await page.getByRole("heading", { level: 2 }).allInnerTexts()).toEqual([
      "Delivery",
      "Items",
      "Bill",
      "Changes",
      "Something wrong?",
    ]);
    for (const policy of ["Terms of use", "Privacy policy", "Return policy", "Shipping policy"])
      expect(await page.getByRole("link", { name: policy }).count()).toBe(1);
    expect(await page.getByRole("row", { name: /Refunded/ }).textContent()).toContain("$12.50");
    expect(await page.getByText("One button was missing").isVisible()).toBe(true);
    await page.close();
  });

  test("leads to the download, without telling anybody the page's own address", async () => {
    const { page } = await look("download", devices[0][1]);
    const followed = page.waitForRequest((request) => request.url().includes("/demo/gift-card.svg"));
    await page.getByRole("link", { name: "Download" }).click();
    const headers = await (await followed).allHeaders();
    expect(headers["referer"]).toBeUndefined();
    await page.close();
  });
});
