import { describe } from "bun:test";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import { type BrowserContext, chromium, type Page } from "playwright-core";

const executablePath = "/usr/bin/chromium";

/** Like `describe`, for tests that need a browser: where there is none it says so and skips. */
export function describeInBrowser(title: string, body: () => void): void {
  if (existsSync(executablePath)) describe(title, body);
  else {
    process.stderr.write(`skipped, for want of a browser at ${executablePath}: ${title}\n`);
    describe.skip(title, body);
  }
}

/** A real browser with a profile of its own and no network but this machine: no name is looked up for it. */
export async function openBrowser(): Promise<{ context: BrowserContext } & AsyncDisposable> {
  const profile = mkdtempSync(join(tmpdir(), "checkstand-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport: { width: 1280, height: 1000 },
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
  // Whatever a busy machine needs, but less than a test has: what was waited for in vain is then named.
  context.setDefaultTimeout(110_000);
  return {
    context,
    async [Symbol.asyncDispose]() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/**
 * What axe finds wrong with a page, by rule and place; and whether it is wider than its window. A page whose policy runs no
 * script that stands in it can be asked as well: axe is handed over by the browser's own tools.
 */
export async function complaintsOf(page: Page): Promise<readonly string[]> {
  // It stays until the next page, and takes as long to load as to run.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe.source);
  const found: unknown =
    await page.evaluate(`axe.run({ resultTypes: ["violations"] }).then(({ violations }) => [
    ...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)),
    ...(document.documentElement.scrollWidth > document.documentElement.clientWidth ? ['too wide'] : []),
  ])`);
  return Array.isArray(found) ? found.map(String) : ["axe did not run"];
}
