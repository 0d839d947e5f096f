import { expect } from "bun:test";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { demoAdminToken } from "../../src/demo/shop.ts";
import type { ServedShop } from "../http/shop-server.ts";
import { complaintsOf, openBrowser } from "./browser.ts";

/** Where somebody can look at what the browser drew, when they ask for it. */
const screenshots = Bun.env["CHECKSTAND_SCREENSHOTS"];

/** The largest page may be so long, bytes. */
const LONGEST_PAGE = 100_000;

/** The themes, and how wide the window is in each: a phone's, and a desk's. */
export const windows = [
  { theme: "light", width: 390 },
  { theme: "dark", width: 1280 },
] as const;

/** A theme's name. */
export type Theme = (typeof windows)[number]["theme"];

/** A merchant in one theme. */
export interface MerchantsPage {
  readonly theme: Theme;
  readonly page: Page;
}

/** One browser with a window for each theme, in each of which the merchant of a shop is signed in by the token. */
export async function openMerchantsBrowser(
  shop: Pick<ServedShop, "server">,
): Promise<{ readonly pages: readonly MerchantsPage[] } & AsyncDisposable> {
  const open = new AsyncDisposableStack();
  const { context } = open.use(await openBrowser());
  const pages: MerchantsPage[] = [];
  for (const { theme, width } of windows) {
    const own = await context.browser()?.newContext({ colorScheme: theme, viewport: { width, height: 900 } });
    if (!own) throw new Error("the browser is gone");
    open.defer(() => own.close());
    const page = await own.newPage();
    pages.push({ theme, page });
    await page.goto(`${shop.server.url}/admin`);
    await page.getByLabel("Token").fill(demoAdminToken);
    await page.getByRole("button", { name: "Sign in" }).click();
  }
  return { pages, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

/** Looks at a page as it is: nothing sticks out, nothing keeps anybody from using it, and it is not long. */
export async function look(page: Page, name: string): Promise<void> {
  expect({ name, found: await complaintsOf(page) }).toEqual({ name, found: [] });
  expect((await page.content()).length).toBeLessThan(LONGEST_PAGE);
  if (screenshots !== undefined)
    await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
}
