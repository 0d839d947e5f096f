import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import type { Page } from "playwright-core";
import { openBrowser } from "../../e2e/browser.ts";
import { serveShop } from "../../http/shop-server.ts";
import { lastingPort } from "../../lasting-port.ts";

type Arguments = Record<string, unknown>;

/** How an application is set: what it looks like, and its language (BCP 47). */
interface Setting {
  readonly theme: "light" | "dark";
  readonly locale: string;
}

/** A demo shop, a client connected to it, and a browser with an application that shows the shop's widgets. */
export async function openWidgetHost() {
  await using opened = new AsyncDisposableStack();
  const port = lastingPort();
  const shop = opened.use(
    await serveShop({ environment: { PORT: String(port), PUBLIC_BASE_URL: `http://127.0.0.1:${port}` } }),
  );
  const client = new Client({ name: "test", version: "1" });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${shop.server.url}/mcp`)));
  opened.defer(() => client.close());
  const browser = opened.use(await openBrowser());
  const built = await Bun.build({ entrypoints: [join(import.meta.dir, "host-page.js")], target: "browser" });
  const script = await built.outputs[0]?.text();
  const page = await browser.context.newPage();
  const links: string[] = [];
  const told: string[] = [];
  const errors: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && errors.push(message.text())));
  page.on("pageerror", (error) => void errors.push(error.message));
  const call = ({ name, arguments: input }: { name: string; arguments?: Arguments }) =>
    client.callTool({ name, arguments: input ?? {} });
  await page.exposeFunction("callTool", call);
  await page.exposeFunction("openLink", (url: string) => void links.push(url));
  await page.exposeFunction("tellModel", (text: string) => void told.push(text));
  await page.setContent("<!doctype html><meta charset=utf-8><body style='margin:0'>");
  await page.addScriptTag({ content: script ?? "" });
  const frame = page.frameLocator("iframe");
  const kept = opened.move();

  return {
    shop,
    client,
    page,
    frame,
    /** Addresses the widget asked to have opened, and what it had the model told. */
    links,
    told,
    /** What the page complained of. */
    errors,
    /** Calls a tool and shows its answer in the widget that the tool names, as the application is set. Gives the answer. */
    async show(name: string, input: Arguments, { theme = "light", locale = "en-US" }: Partial<Setting> = {}) {
      const { tools } = await client.listTools();
      const uri = String(tools.find((tool) => tool.name === name)?._meta?.["openai/outputTemplate"]);
      const { contents } = await client.readResource({ uri });
      const result = await call({ name, arguments: input });
      await showWidget(page, { resource: contents[0], result, theme, locale });
      await untilItStands(page);
      return result;
    },
    /** Clicks a button of the widget, once it stands where it stays. */
    async click(name: string) {
      const button = frame.getByRole("button", { name });
      await button.waitFor();
      await untilItStands(page);
      await button.click();
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function showWidget(page: Page, given: object): Promise<void> {
  return page.evaluate(`window.showWidget(${JSON.stringify(given)})`);
}

/** Resolves once the frame is as high as what is in it: a pointer may miss what still moves. */
const standing = `new Promise((resolve) => {
  const look = () => {
    const isStanding =
      document.querySelector("#view")?.childElementCount > 0 &&
      innerHeight === Math.ceil(document.body.getBoundingClientRect().height);
    if (isStanding) resolve();
    else requestAnimationFrame(look);
  };
  look();
})`;

async function untilItStands(page: Page): Promise<void> {
  const frame = await (await page.waitForSelector("iframe")).contentFrame();
  if (!frame) throw new Error("the widget has a frame");
  await frame.evaluate(standing);
}
