import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Page } from "playwright-core";
import { writeNative } from "../../src/catalog/native.ts";
import type { Currency } from "../../src/money.ts";
import { productOf } from "../catalog/products.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { describeInBrowser } from "./browser.ts";
import { look, type MerchantsPage, openMerchantsBrowser } from "./merchants-browser.ts";

setDefaultTimeout(300_000);

describeInBrowser("products at the dashboard", () => {
  const open = new AsyncDisposableStack();
  let shop: ServedShop;
  let pages: readonly MerchantsPage[];

  beforeAll(async () => {
    shop = open.use(await serveShop());
    ({ pages } = open.use(await openMerchantsBrowser(shop)));
  });
  afterAll(() => open.disposeAsync());

  const go = (page: Page, path: string) => page.goto(`${shop.server.url}/admin${path}`);
  const heading = (page: Page) => page.getByRole("heading", { level: 1 }).textContent();

  test("are listed and found as one types", async () => {
    for (const { theme, page } of pages) {
      await page.getByRole("link", { name: "Products", exact: true }).click();
      await look(page, `products-${theme}`);
      await page.getByLabel("Search", { exact: true }).pressSequentially("mug");
      await page.getByRole("link", { name: "Canvas Tote" }).waitFor({ state: "detached" });
      expect(await page.getByRole("row").count()).toBe(2);
      expect(await page.getByRole("link", { name: "Enamel Mug", exact: true }).count()).toBe(1);
    }
  });

  test("are changed in price and stock on their page, and given back", async () => {
    for (const { theme, page } of pages) {
      await go(page, "/products/p/canvas-tote");
      await page.getByRole("textbox", { name: /^Price of/ }).fill("19.50");
      await page.getByRole("textbox", { name: /^Units that can be sold/ }).fill("7");
      await page.getByRole("button", { name: "Save" }).click();
      expect(await page.getByRole("status").textContent()).toContain("is saved");
      expect(await page.getByRole("textbox", { name: /^Price of/ }).inputValue()).toBe("19.50");
      expect(await page.getByRole("textbox", { name: /^Units that can be sold/ }).inputValue()).toBe("7");
      await page.locator("details").first().click();
      await look(page, `product-${theme}`);
      const rows = page.getByRole("region", { name: "Changed here" }).getByRole("button");
      while ((await rows.count()) > 0) await rows.first().click();
      expect(await page.getByRole("textbox", { name: /^Price of/ }).inputValue()).not.toBe("19.50");
    }
  });

  test("are hidden with one press on their page, and shown again by undoing it", async () => {
    for (const { page } of pages) {
      await go(page, "/products/p/canvas-tote");
      await page.getByRole("button", { name: "Hide" }).click();
      expect(await page.locator("h1 + .badge").textContent()).toBe("Hidden");
      await page.getByRole("button", { name: "Undo" }).click();
      expect(await page.locator("h1 + .badge").textContent()).toBe("Shown");
    }
  });

  test("say what is wrong with what was typed, and keep it", async () => {
    for (const { theme, page } of pages) {
      await go(page, "/products/p/canvas-tote");
      await page.getByRole("textbox", { name: /^Price of/ }).fill("dear");
      await page.getByRole("button", { name: "Save" }).click();
      expect(await page.getByRole("alert").textContent()).toContain("must be an amount in USD");
      expect(await page.getByRole("textbox", { name: /^Price of/ }).inputValue()).toBe("dear");
      await look(page, `product-mistake-${theme}`);
    }
  });

  test("tell the second of two people that the first was quicker", async () => {
    const [first, second] = pages.map(({ page }) => page);
    if (!first || !second) throw new Error("there are two");
    for (const page of [first, second]) await go(page, "/products/p/canvas-tote");
    for (const [page, brand] of [
      [first, "One"],
      [second, "Two"],
    ] as const) {
      await page.getByLabel("Brand").fill(brand);
      await page.getByRole("button", { name: "Save" }).click();
    }
    expect(await second.getByRole("alert").textContent()).toContain("Somebody changed this product");
    expect(await second.getByLabel("Brand").inputValue()).toBe("One");
  });

  test("are made, copied, deleted and brought back", async () => {
    for (const { theme, page } of pages) {
      await go(page, "/products/new");
      await look(page, `product-new-${theme}`);
      await page.getByLabel("Title", { exact: true }).fill(`Postcard ${theme}`);
      await page.getByLabel("Price in USD").fill("2.50");
      await page.getByLabel("How many there are").fill("100");
      await page.getByRole("button", { name: "Make it" }).click();
      expect(await heading(page)).toBe(`Postcard ${theme}`);
      await page.getByRole("button", { name: "Copy" }).click();
      expect(await heading(page)).toBe(`Postcard ${theme} (copy)`);
      await page.getByRole("link", { name: "Delete…" }).click();
      await look(page, `product-delete-${theme}`);
      await page.getByRole("button", { name: "Delete" }).click();
      expect(await page.locator("h1 + .badge").textContent()).toBe("Deleted");
      await page.getByRole("button", { name: "Bring it back" }).click();
      expect(await page.locator("h1 + .badge").textContent()).toBe("Hidden");
    }
  });

  test("are changed many at once", async () => {
    for (const { page } of pages) {
      await go(page, "/products?search=shirt");
      await page.getByLabel("Choose Linen Shirt").check();
      await page.getByLabel("Prices by %").fill("10");
      await page.getByRole("button", { name: "Change prices" }).click();
      expect(await page.getByRole("status").textContent()).toContain("1 product priced +10 %");
      await go(page, "/products?view=changed");
      expect(await page.getByRole("link", { name: "Linen Shirt" }).count()).toBe(1);
    }
  });

  test("are uploaded, after one has seen what would change", async () => {
    for (const { theme, page } of pages) {
      await go(page, "/products/upload");
      await look(page, `upload-${theme}`);
      const goods = ["cup", "jug"].map((name) =>
        writeNative(productOf(`${name}-${theme}`, { title: `${name} ${theme}` }), "usd" as Currency),
      );
      await page.getByLabel("File").setInputFiles({
        name: "goods.jsonl",
        mimeType: "application/jsonl",
        buffer: Buffer.from([...goods, '{"id":"broken"}'].join("\n")),
      });
      await page.getByRole("button", { name: "Look what would change" }).click();
      await page.getByRole("button", { name: "Import this" }).waitFor();
      expect(await page.getByRole("region", { name: "What would change" }).getByText("New").count()).toBe(2);
      expect(await page.getByText("line 3").count()).toBeGreaterThan(0);
      await look(page, `upload-checked-${theme}`);
      await page.getByRole("button", { name: "Import this" }).click();
      await page.getByText("The catalogue is imported.").waitFor();
      await go(page, `/products/p/cup-${theme}`);
      expect(await heading(page)).toBe(`cup ${theme}`);
    }
  });
});
