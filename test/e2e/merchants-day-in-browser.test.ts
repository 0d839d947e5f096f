import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Locator, Page } from "playwright-core";
import { demoAdminToken, demoApiKey, demoShop } from "../../src/demo/shop.ts";
import { openTerminal } from "../cli/terminal.ts";
import { buy, market } from "../http/buy.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { describeInBrowser } from "./browser.ts";
import { look, type MerchantsPage, openMerchantsBrowser } from "./merchants-browser.ts";

setDefaultTimeout(300_000);

const cologne = {
  ...market,
  line_one: "Heidestraße 17",
  city: "Köln",
  state: "",
  country: "DE",
  postal_code: "51147",
};

/** A shop that sends to Germany, too, and has a counter at which buyers fetch what they bought. */
const settings = `payments = "sandbox"
${demoShop("http://localhost:3000").replace('countries = ["US"]', 'countries = ["US", "DE"]')}
[[shipping.pickups]]
id = "counter"
title = "At the counter"
name = "Harbour shop"
price = 0
address = { line_one = "1 Pier", city = "Oakland", state = "CA", country = "US", postal_code = "94607" }
`;

const sizes = ["Small", "Large"].map((size) => ({
  id: `scarf-${size.toLowerCase()}`,
  title: `Scarf ${size}`,
  variant_options: [{ name: "Size", value: size }],
  price: { amount: 2_000, currency: "USD" },
  stock: 40,
}));
const goods = [
  { id: "scarf", title: "Scarf", variants: sizes },
  {
    id: "guide",
    title: "Guide",
    variants: [
      { id: "guide", title: "Guide", price: { amount: 900, currency: "USD" }, requires_shipping: false },
    ],
  },
];

describeInBrowser("a merchant's day at the dashboard", () => {
  const open = new AsyncDisposableStack();
  let shop: ServedShop;
  let pages: readonly MerchantsPage[];
  /** What the agent answers when it is told of an order. */
  let answers = 400;
  let next = 1001;

  beforeAll(async () => {
    const agent = Bun.serve({ port: 0, fetch: () => new Response(null, { status: answers }) });
    open.defer(() => agent.stop(true));
    shop = open.use(
      await serveShop({
        shop: settings,
        environment: {
          ADMIN_TOKEN: demoAdminToken,
          COMMERCE_API_KEY: demoApiKey,
          AGENT_WEBHOOK_URL: `http://127.0.0.1:${agent.port}/`,
          AGENT_WEBHOOK_SECRET: "a-secret-that-only-the-agent-knows",
        },
      }),
    );
    const terminal = openTerminal({ directory: shop.folder });
    terminal.file("goods.jsonl", goods.map((product) => JSON.stringify(product)).join("\n"));
    const imported = await terminal.run("catalog", "import", "goods.jsonl");
    if (imported.code !== 0) throw new Error(imported.notes);
    ({ pages } = open.use(await openMerchantsBrowser(shop)));
  });
  afterAll(() => open.disposeAsync());

  const go = (page: Page, path: string) => page.goto(`${shop.server.url}/admin${path}`);

  /** Somebody buys; gives the number of the order. */
  async function bought(item: string, given: Parameters<typeof buy>[2] = {}): Promise<number> {
    await buy(shop.server.url, [{ id: item, quantity: 2 }], given);
    return next++;
  }

  /** Opens one of an order's forms from its page. */
  async function openForm(page: Page, order: number, words: string): Promise<void> {
    await go(page, `/orders/${order}`);
    await page.getByRole("link", { name: words, exact: true }).click();
  }

  test("digital goods are handed over by an address", async () => {
    for (const { theme, page } of pages) {
      await openForm(page, await bought("guide"), "Hand over");
      await page.getByLabel("Where it is").fill("https://files.example/guide.pdf");
      await page.getByRole("button", { name: "Hand over now" }).waitFor();
      await look(page, `hand-over-${theme}`);
      await page.getByRole("button", { name: "Hand over now" }).click();
      await page.getByText("the digital goods are handed over").waitFor();
    }
  });

  test("goods to fetch are made ready and handed over, and offered to no carrier", async () => {
    for (const { theme, page } of pages) {
      await openForm(page, await bought("scarf-small", { delivery: "counter" }), "Ready to pick up");
      await page.getByRole("button", { name: "It is ready" }).waitFor();
      await look(page, `ready-${theme}`);
      await page.getByRole("button", { name: "It is ready" }).click();
      await page.getByText("ready to be picked up").waitFor();
      expect(await page.getByRole("link", { name: "Ship", exact: true }).count()).toBe(0);
      await page.getByRole("link", { name: "Mark as delivered" }).click();
      await page.getByRole("button", { name: "It has arrived" }).waitFor();
      await look(page, `deliver-${theme}`);
      await page.getByRole("button", { name: "It has arrived" }).click();
      await page.getByText("what was sent has arrived").waitFor();
    }
  });

  test("a parcel's steps are noted, and what comes back is taken back", async () => {
    for (const { theme, page } of pages) {
      const order = await bought("scarf-small");
      await openForm(page, order, "Ship");
      await page.getByRole("button", { name: "Ship now" }).click();
      await page.getByText("the parcel is noted as shipped").waitFor();
      await openForm(page, order, "Note a step");
      await page.getByLabel("What happened").selectOption("out_for_delivery");
      await page.getByLabel("Where").fill("Oakland");
      await page.getByText("it is out for delivery.").waitFor();
      await look(page, `track-${theme}`);
      await page.getByRole("button", { name: "Note it" }).click();
      await page.getByText("the parcel's step is noted").waitFor();
      await openForm(page, order, "Take back");
      await page.getByLabel("Scarf").fill("1");
      await page.getByLabel("Put it back on sale").check();
      await page.getByText("Takes back 1 × Scarf").waitFor();
      await look(page, `return-${theme}`);
      await page.getByRole("button", { name: /^Take back and give back \$/ }).click();
      await page.getByText("what came back is noted").waitFor();
    }
  });

  test("a withdrawal that came in a letter is noted, and so is a credit", async () => {
    for (const { theme, page } of pages) {
      const order = await bought("scarf-large", { address: cologne });
      await openForm(page, order, "Note a withdrawal");
      await page.getByRole("button", { name: "Note the withdrawal" }).waitFor();
      await look(page, `withdraw-${theme}`);
      await page.getByRole("button", { name: "Note the withdrawal" }).click();
      await page.getByText("the withdrawal is noted").waitFor();
      await openForm(page, order, "Add a note");
      await page.getByLabel("Worth").fill("5");
      await page.getByText("store credit given of $5.00").waitFor();
      await look(page, `note-${theme}`);
      await page.getByRole("button", { name: "Note it" }).click();
      await page.getByText("it is noted").waitFor();
      await go(page, `/orders/print?kind=invoices&number=${order}`);
      await look(page, `invoice-${theme}`);
    }
  });

  test("variants are changed in place, in one table", async () => {
    for (const { theme, page } of pages) {
      await go(page, "/products/p/scarf");
      await page.getByLabel("Price of Scarf Large").fill("24");
      await page.getByLabel("Units that can be sold of Scarf Small").fill("11");
      if (theme === "dark") await page.getByLabel("SKU of Scarf Large").fill("SC-L");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Scarf is saved").waitFor();
      expect(await page.getByLabel("Price of Scarf Large").inputValue()).toBe("24.00");
      expect(await page.getByLabel("Price of Scarf Small").inputValue()).toBe("20.00");
      expect(await page.getByLabel("Units that can be sold of Scarf Small").inputValue()).toBe("11");
      await look(page, `variants-${theme}`);
      await page.getByRole("button", { name: "Give back" }).first().click();
      await page.getByRole("status").waitFor();
    }
  });

  test("Health sends again what no agent took, one or all, and looks again at what the shop depends on", async () => {
    for (const { theme, page } of pages) {
      answers = 400;
      const order = await bought("scarf-small");
      const lost = page.getByRole("region", { name: "Events that no agent took" });
      const ofOrder = lost.getByRole("row", { name: String(order) });
      await go(page, "/health");
      while ((await ofOrder.count()) === 0) await page.reload();
      await page.getByRole("button", { name: "Look again" }).click();
      await page.getByText("Looked at again.").waitFor();
      await look(page, `health-${theme}`);
      answers = 200;
      await ofOrder.getByRole("button", { name: "Send again" }).click();
      await page.getByText("1 event sent again.").waitFor();
      const all = page.getByRole("button", { name: /^Send all \d+ again$/ });
      if ((await all.count()) > 0) await all.click();
      while ((await lost.count()) > 0) await page.reload();
      await go(page, `/orders/${order}`);
      expect(await page.getByText("Given up").count()).toBe(0);
    }
  });

  test("what is done every day takes three presses from Home at most", async () => {
    const [{ page } = { page: undefined }] = pages;
    if (page === undefined) throw new Error("a window is open");
    const order = await bought("scarf-large");
    await go(page, "");
    /** Does something from Home; gives how many buttons, links and Enter keys were pressed. Typing is no press. */
    async function pressesOf(done: string, ...steps: readonly (Locator | (() => Promise<void>))[]) {
      await go(page as Page, "");
      let presses = 0;
      for (const step of steps) {
        if (typeof step === "function") await step();
        else {
          await step.click();
          presses += 1;
        }
      }
      await (page as Page).getByText(done).waitFor();
      return presses;
    }
    const button = (name: string | RegExp) => page.getByRole("button", { name });
    const find = () => page.getByLabel("Search the shop").pressSequentially("scarf");
    const found = page.locator("#find-found").getByRole("link", { name: "Scarf", exact: true });
    const presses = {
      refund: await pressesOf(
        "the money is on its way back",
        page.getByRole("link", { name: String(order) }).first(),
        page.getByRole("link", { name: "Refund" }),
        () => page.getByLabel("Scarf").fill("1"),
        button(/^Give back \$/),
      ),
      ship: await pressesOf(
        "the parcel is noted as shipped",
        page.getByRole("link", { name: "Ship", exact: true }).first(),
        button("Ship now"),
      ),
      price: await pressesOf(
        "Scarf is saved",
        find,
        found,
        () => page.getByLabel("Price of Scarf Small").fill("21"),
        button("Save"),
      ),
      stock: await pressesOf(
        "Scarf is saved",
        find,
        found,
        () => page.getByLabel("Units that can be sold of Scarf Small").fill("5"),
        button("Save"),
      ),
      hide: await pressesOf("Scarf is hidden", find, found, button("Hide")),
    };
    await button("Undo").click();
    expect(presses).toEqual({ refund: 3, ship: 2, price: 2, stock: 2, hide: 2 });
  });

  test("from signing in to a shipped order no mouse is needed, and one sees where the focus is", async () => {
    for (const { theme, page } of pages) {
      const order = await bought("scarf-large");
      await page.context().clearCookies();
      await go(page, "");
      await tabTo(page, "Token");
      await page.keyboard.type(demoAdminToken);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Home" }).waitFor();
      await page.keyboard.press("/");
      await page.keyboard.type(String(order));
      await page
        .locator("#find-found")
        .getByRole("link", { name: String(order), exact: true })
        .waitFor();
      await tabTo(page, String(order));
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: `Order ${order}` }).waitFor();
      await tabTo(page, "Skip to the page");
      await page.keyboard.press("Enter");
      await tabTo(page, "Ship");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Ship now" }).waitFor();
      await tabTo(page, "Ship now");
      await look(page, `ship-by-keyboard-${theme}`);
      await page.keyboard.press("Enter");
      await page.getByText("the parcel is noted as shipped").waitFor();
    }
  });
});

/** Presses Tab until what has the focus is called so. Wherever on the page the focus goes, it is seen. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    const focused: unknown = await page.evaluate(`(() => {
      const at = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(at);
      const words = at.getAttribute("aria-label") ?? at.labels?.[0]?.textContent ?? at.textContent;
      const isSeen = at === document.body || (outlineStyle !== "none" && parseFloat(outlineWidth) > 0);
      return { words: words.trim(), isSeen };
    })()`);
    expect(focused).toMatchObject({ isSeen: true });
    if (isCalled(focused, name)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${name}`);
}

function isCalled(focused: unknown, name: string): boolean {
  return typeof focused === "object" && focused !== null && "words" in focused && focused.words === name;
}
