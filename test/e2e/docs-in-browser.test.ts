import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { BrowserContext, Page } from "playwright-core";
import { isTestedOnPostgres } from "../engines.ts";
import { describeInBrowser, openBrowser } from "./browser.ts";
import { asExecutable, patience, type ShopProcess, startShop } from "./shop-process.ts";

setDefaultTimeout(patience);

// From source the same files are served from node_modules, which test/http looks at; a browser takes seconds.
describeInBrowser("the documentation page of a demo shop, as an executable", () => {
  const open = new AsyncDisposableStack();
  let shop: ShopProcess;
  let context: BrowserContext;
  beforeAll(async () => {
    shop = open.use(await startShop(asExecutable));
    ({ context } = open.use(await openBrowser()));
  });
  afterAll(() => open.disposeAsync());

  /** Opens the page, and gathers whatever the browser complains of. */
  async function openDocs(path = "/docs") {
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("requestfailed", (request) => complaints.push(request.url()));
    await page.goto(`${shop.url}${path}`);
    await page.locator(".opblock").first().waitFor();
    return { page, complaints };
  }

  /** Presses "Execute" on an operation, opening it first, and gives the status and the session the page shows. */
  async function tryOut(page: Page, operation: string, unlike = "nothing") {
    const block = page.locator(`#operations-Checkout_sessions-${operation}`);
    const classes = await block.getAttribute("class");
    if (!classes?.includes("is-open")) await block.locator(".opblock-summary-control").click();
    await block.locator("button.execute").click();
    const answer = block
      .locator(".live-responses-table tbody")
      .filter({ hasText: '"id"', hasNotText: unlike });
    const status = await answer.locator(".response-col_status").first().textContent();
    const session = /cs_[0-9a-f]{32}/.exec((await answer.textContent()) ?? "")?.[0];
    return { status: status?.trim(), session };
  }

  test("shows every operation without a network and without a complaint", async () => {
    const { page, complaints } = await openDocs();
    expect(await page.locator(".opblock-summary-path").allTextContents()).toEqual(
      expect.arrayContaining([expect.stringContaining("complete")]),
    );
    expect(await page.locator("#select option").allTextContents()).toContain("2025-09-29");
    expect(complaints).toEqual([]);
  });

  // Only a demo shop fills in a key, and keeps itself in a file.
  test.skipIf(isTestedOnPostgres)(
    "lets a newcomer create a session by one press, and again by another",
    async () => {
      const { page, complaints } = await openDocs();
      const first = await tryOut(page, "createCheckoutSession");
      expect(first.status).toBe("201");
      const second = await tryOut(page, "createCheckoutSession", first.session);
      expect(second.status).toBe("201");
      expect(second.session).toStartWith("cs_");
      expect(complaints).toEqual([]);
    },
  );

  test.skipIf(isTestedOnPostgres)("changes to another version whole, examples included", async () => {
    const { page, complaints } = await openDocs();
    await tryOut(page, "createCheckoutSession");
    await page.selectOption("#select", { label: "2025-09-29" });
    await page.waitForURL(/version=2025-09-29/);
    // The operation that was open is opened again.
    await page.locator(".opblock.is-open button.execute").waitFor();
    expect((await tryOut(page, "createCheckoutSession")).status).toBe("201");
    expect(complaints).toEqual([]);
  });
});
