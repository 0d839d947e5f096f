import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { Secret, TOTP } from "otpauth";
import type { Page } from "playwright-core";
import { demoAdminToken } from "../../src/demo/shop.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { complaintsOf, describeInBrowser, openBrowser } from "./browser.ts";
import { freePort } from "./free-port.ts";

setDefaultTimeout(300_000);

/** Where somebody can look at what the browser drew, when they ask for it. */
const screenshots = Bun.env["CHECKSTAND_SCREENSHOTS"];
const password = "a sentence that nobody guesses";

describeInBrowser("people at the dashboard", () => {
  const open = new AsyncDisposableStack();
  let shop: ServedShop;
  let owner: Page;
  let packer: Page;

  beforeAll(async () => {
    const port = await freePort();
    const environment = { PORT: String(port), PUBLIC_BASE_URL: `http://127.0.0.1:${port}` };
    shop = open.use(await serveShop({ environment }));
    const { context } = open.use(await openBrowser());
    const newPage = async (colorScheme: "light" | "dark") => {
      const own = await context.browser()?.newContext({ colorScheme, bypassCSP: true });
      if (!own) throw new Error("the browser is gone");
      open.defer(() => own.close());
      return own.newPage();
    };
    owner = await newPage("light");
    packer = await newPage("dark");
  });
  afterAll(() => open.disposeAsync());

  /** Looks at a page as axe does, in both themes, and draws it wide and as on a phone. */
  async function look(page: Page, name: string): Promise<void> {
    for (const theme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: theme });
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 900 });
        const found = await complaintsOf(page);
        expect({ name, theme, width, found }).toEqual({ name, theme, width, found: [] });
        if (screenshots !== undefined)
          await page.screenshot({ path: join(screenshots, `${name}-${theme}-${width}.png`), fullPage: true });
      }
      await page.setViewportSize({ width: 1280, height: 900 });
    }
  }

  // One after the other: each test goes on from the last.
  test("begin with whoever has the token, who becomes the owner", async () => {
    await owner.goto(`${shop.server.url}/admin`);
    await owner.getByLabel("Token").fill(demoAdminToken);
    await owner.getByRole("button", { name: "Sign in" }).click();
    await owner.getByRole("link", { name: "People" }).click();
    await look(owner, "people-first-owner");
    await owner.getByLabel("Your name").fill("Olga Owner");
    await owner.getByLabel("Your e-mail address").fill("olga@shop.example");
    await owner.getByLabel("A password").fill(password);
    await owner.getByRole("button", { name: "Become the owner" }).click();
    expect(await owner.getByRole("region", { name: "Who works here" }).textContent()).toContain("Olga Owner");
    await look(owner, "people");
  });

  test("are invited by a link, and see what their role includes", async () => {
    await owner.locator("form[action$='/invite'] input[name=email]").fill("paul@shop.example");
    await owner.locator("form[action$='/invite'] select").selectOption("packer");
    await owner.getByRole("button", { name: "Make a link" }).click();
    const link = (await owner.locator("pre code").textContent()) ?? "";
    await look(owner, "people-invited");
    await packer.goto(link);
    await look(packer, "join");
    await packer.getByLabel("Your name").fill("Paul Packer");
    await packer.getByLabel("A password").fill(password);
    await packer.getByRole("button", { name: "Come in" }).click();
    expect(await packer.getByRole("link", { name: "Orders", exact: true }).count()).toBe(1);
    expect(await packer.getByRole("link", { name: "People" }).count()).toBe(0);
    await packer.goto(`${shop.server.url}/admin/people`);
    expect(await packer.getByRole("heading", { level: 1 }).textContent()).toBe("Not yours to do");
    await look(packer, "not-allowed");
  });

  test("set up a second factor, and sign in with its code", async () => {
    await packer.getByRole("link", { name: "Account" }).click();
    await look(packer, "account");
    await packer.getByRole("button", { name: "Set it up" }).click();
    await look(packer, "second-factor");
    const secret = await packer.locator("input[name=secret]").inputValue();
    const code = TOTP.generate({ secret: Secret.fromBase32(secret) });
    await packer.getByRole("textbox", { name: "Code" }).fill(code);
    await packer.getByRole("button", { name: "Turn it on" }).click();
    const recovery = ((await packer.locator("pre code").textContent()) ?? "").split("\n")[0] ?? "";
    await look(packer, "recovery-codes");
    await packer.getByRole("button", { name: "Sign out" }).click();
    await look(packer, "sign-in-password");
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
