import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { Page } from "playwright-core";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { lastingPort } from "../lasting-port.ts";
import { connect } from "../mcp/client.ts";
import { describeInBrowser, openBrowser } from "./browser.ts";

setDefaultTimeout(300_000);

/** Calls a tool and gives its structure. */
type CallTool = (name: string, input: Record<string, unknown>) => Promise<unknown>;

const Result = Type.Object({ structuredContent: Type.Unknown() });
const Found = Type.Object({
  products: Type.Array(Type.Object({ variants: Type.Array(Type.Object({ id: Type.String() })) }), {
    minItems: 1,
  }),
});
const Cart = Type.Object({ cart_id: Type.String(), url: Type.String() });

describeInBrowser("an assistant's user", () => {
  const open = new AsyncDisposableStack();
  let shop: ServedShop;
  let page: Page;
  beforeAll(async () => {
    const port = lastingPort();
    shop = open.use(
      await serveShop({ environment: { PORT: String(port), PUBLIC_BASE_URL: `http://127.0.0.1:${port}` } }),
    );
    const { context } = open.use(await openBrowser());
    page = await context.newPage();
  });
  afterAll(() => open.disposeAsync());

  /** From a question to the link that the user gets. */
  async function askFor(call: CallTool, words: string): Promise<string> {
    const { products } = Value.Parse(Found, await call("search_products", { query: words }));
    const line_items = [{ id: products[0]?.variants[0]?.id ?? "", quantity: 1 }];
    const { cart_id } = Value.Parse(Cart, await call("create_cart", { line_items, note: "A gift" }));
    return Value.Parse(Cart, await call("checkout", { cart_id })).url;
  }

  async function payAt(url: string): Promise<void> {
    await page.goto(url);
    await page.getByRole("button").first().click();
    await page.getByLabel("E-mail").fill("jane@example.com");
    await page.getByLabel("Full name").fill("Jane Doe");
    await page.getByLabel("Street and number").fill("555 Golden Gate Avenue");
    await page.getByLabel("City").fill("San Francisco");
    await page.getByLabel("State").selectOption("CA");
    await page.getByLabel("ZIP code").fill("94102");
    // What was typed last is sent when its field is left.
    await page.getByLabel("Phone").focus();
    await page.getByRole("radio", { name: /Standard/ }).waitFor();
    await page.getByRole("button", { name: "Order and pay" }).click();
    await page.waitForURL("**/sandbox/pay/**");
    await page.getByRole("button", { name: "Pay", exact: true }).click();
    await page.waitForURL("**/orders/**");
  }

  test.each(["the client of the newest revision", "the client of earlier revisions", "bare HTTP"])(
    "of %s comes from a question to a paid order, and hears how it stands",
    async (kind) => {
      await using client = await clientOf(kind, shop.server.url);
      await payAt(await askFor(client.call, "canvas tote"));
      const status = await client.call("get_order_status", { link: page.url() });
      expect(status).toMatchObject({ status: "confirmed", line_items: [{ title: "Canvas Tote" }] });
    },
  );
});

async function clientOf(kind: string, url: string): Promise<{ call: CallTool } & AsyncDisposable> {
  switch (kind) {
    case "the client of the newest revision": {
      const client = new Client({ name: "test", version: "1" });
      await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`)));
      return {
        call: async (name, input) => (await client.callTool({ name, arguments: input })).structuredContent,
        [Symbol.asyncDispose]: () => client.close(),
      };
    }
    case "the client of earlier revisions": {
      const earlier = await connect(url);
      return {
        call: async (name, input) =>
          Value.Parse(Result, await earlier.client.callTool({ name, arguments: input })).structuredContent,
        [Symbol.asyncDispose]: () => earlier[Symbol.asyncDispose](),
      };
    }
    default:
      return {
        async call(name, input) {
          const response = await fetch(`${url}/mcp`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({
              jsonrpc: "2.0",
              id: 1,
              method: "tools/call",
              params: { name, arguments: input },
            }),
          });
          return Value.Parse(Type.Object({ result: Result }), await response.json()).result.structuredContent;
        },
        [Symbol.asyncDispose]: async () => {},
      };
  }
}
