import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { Secret, TOTP } from "otpauth";
import type { Page } from "playwright-core";
import { demoAdminToken } from "../../src/demo/shop.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { lastingPort } from "../lasting-port.ts";
import { describeInBrowser, openBrowser } from "./browser.ts";
import { look, windows } from "./merchants-browser.ts";

setDefaultTimeout(300_000);

const password = "a sentence that nobody guesses";

describeInBrowser("people at the dashboard", () => {
  const open = new AsyncDisposableStack();
  let shop: ServedShop;
  let owner: Page;
  let packer: Page;

  beforeAll(async () => {
    const port = lastingPort();
    const environment = { PORT: String(port), PUBLIC_BASE_URL: `http://127.0.0.1:${port}` };
    shop = open.use(await serveShop({ environment }));
    const { context } = open.use(await openBrowser());
    const newPage = async (colorScheme: "light" | "dark") => {
      const own = await context.browser()?.newContext({ colorScheme });
      if (!own) throw new Error("the browser is gone");
      open.defer(() => own.close());
      return own.newPage();
    };
    owner = await newPage("light");
    packer = await newPage("dark");
  });
  afterAll(() => open.disposeAsync());

  /** Looks at a page in each theme and window. */
  async function lookInBoth(page: Page, name: string): Promise<void> {
    for (const { theme, width } of windows) {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize({ width, height: 900 });
      await look(page, `${name}-${theme}`);
    }
  }

  // One after the other: each test goes on from the last.
  test("begin with whoever has the token, who becomes the owner", async () => {
    await owner.goto(`${shop.server.url}/admin`);
    await owner.getByLabel("Token").fill(demoAdminToken);
    await owner.getByRole("button", { name: "Sign in" }).click();
    await owner.getByRole("link", { name: "People" }).click();
    await lookInBoth(owner, "people-first-owner");
    await owner.getByLabel("Your name").fill("Olga Owner");
    await owner.getByLabel("Your e-mail address").fill("olga@shop.example");
    await owner.getByLabel("A password").fill(password);
    await owner.getByRole("button", { name: "Become the owner" }).click();
    expect(await owner.getByRole("region", { name: "Who works here" }).textContent()).toContain("Olga Owner");
    await lookInBoth(owner, "people");
  });

  test("are invited by a link, and see what their role includes", async () => {
    await owner.locator("form[action$='/invite'] input[name=email]").fill("paul@shop.example");
    await owner.locator("form[action$='/invite'] select").selectOption("packer");
    await owner.getByRole("button", { name: "Make a link" }).click();
    const link = (await owner.locator("pre code").textContent()) ?? "";
    await lookInBoth(owner, "people-invited");
    await packer.goto(link);
    await lookInBoth(packer, "join");
    await packer.getByLabel("Your name").fill("Paul Packer");
    await packer.getByLabel("A password").fill(password);
    await packer.getByRole("button", { name: "Come in" }).click();
    expect(await packer.getByRole("link", { name: "Orders", exact: true }).count()).toBe(1);
    expect(await packer.getByRole("link", { name: "People" }).count()).toBe(0);
    await packer.goto(`${shop.server.url}/admin/people`);
    expect(await packer.getByRole("heading", { level: 1 }).textContent()).toBe("Not yours to do");
    await lookInBoth(packer, "not-allowed");
  });

  test("set up a second factor, and sign in with its code", async () => {
    await packer.getByRole("link", { name: "Account" }).click();
    await lookInBoth(packer, "account");
    await packer.getByRole("button", { name: "Set it up" }).click();
    await lookInBoth(packer, "second-factor");
    const secret = await packer.locator("input[name=secret]").inputValue();
    const code = TOTP.generate({ secret: Secret.fromBase32(secret) });
    await packer.getByRole("textbox", { name: "Code" }).fill(code);
    await packer.getByLabel("Your password").fill(password);
    await packer.getByRole("button", { name: "Turn it on" }).click();
    const recovery = ((await packer.locator("pre code").textContent()) ?? "").split("\n")[0] ?? "";
    await lookInBoth(packer, "recovery-codes");
    await packer.getByRole("button", { name: "Sign out" }).click();
    await lookInBoth(packer, "sign-in-password");
    await packer.getByLabel("E-mail address").fill("paul@shop.example");
    await packer.getByLabel("Password").fill(password);
    await packer.getByRole("textbox", { name: "Code" }).fill(recovery);
    await packer.getByRole("button", { name: "Sign in" }).click();
    expect(await packer.getByRole("link", { name: "Orders", exact: true }).count()).toBe(1);
  });

  test("are let in no more at once when the owner says so", async () => {
    await owner.goto(`${shop.server.url}/admin/people`);
    await owner.locator("details", { hasText: "Let Paul Packer in no more" }).locator("summary").click();
    await owner.getByRole("button", { name: "Let Paul Packer in no more" }).click();
    expect(await owner.getByRole("status").textContent()).toContain("Paul Packer is let in no more");
    await packer.reload();
    expect(await packer.getByLabel("Password").count()).toBe(1);
  });
});
