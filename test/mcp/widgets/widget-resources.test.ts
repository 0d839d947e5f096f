import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Client as LatestClient, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { RESOURCE_MIME_TYPE } from "@modelcontextprotocol/ext-apps/app-bridge";
import { createPictureOrigins } from "../../../db/sqlite/picture-origins.ts";
import { pageLanguages } from "../../../src/http/pages/checkout/language.ts";
import bridgeScript from "../../../src/mcp/widgets/page/bridge.js" with { type: "text" };
import { widgetLanguages } from "../../../src/mcp/widgets/widget-words.ts";
import { widgets } from "../../../src/mcp/widgets/widgets.ts";
import { productOf } from "../../catalog/products.ts";
import { openTestShop } from "../../checkout/shop.ts";
import { type ServedShop, serveShop } from "../../http/shop-server.ts";
import { connect } from "../client.ts";

let shop: ServedShop;
beforeAll(async () => {
  shop = await serveShop({ environment: { PUBLIC_BASE_URL: "http://shop.localhost:8080" } });
});
afterAll(() => shop[Symbol.asyncDispose]());

/** The same questions by the client of older revisions and by that of the newest. */
async function clients() {
  const older = await connect(shop.server.url);
  const latest = new LatestClient({ name: "test", version: "1" });
  await latest.connect(new StreamableHTTPClientTransport(new URL(`${shop.server.url}/mcp`)));
  return {
    each: [older.client, latest] as const,
    async [Symbol.asyncDispose]() {
      await older[Symbol.asyncDispose]();
      await latest.close();
    },
  };
}

describe("the widgets", () => {
  test("are listed, and each is named by the tools whose answers it shows", async () => {
    await using both = await clients();
    for (const client of both.each) {
      const { resources } = await client.listResources();
      const { tools } = await client.listTools();
      expect(resources.map(({ uri }) => uri)).toEqual(Object.values(widgets).map(({ uri }) => uri));
      const shown = tools.map(({ name, _meta }) => [name, _meta?.["ui"], _meta?.["openai/outputTemplate"]]);
      const by = (name: string, { uri }: { uri: string }) => [name, { resourceUri: uri }, uri];
      expect(shown).toEqual([
        by("search_products", widgets.products),
        by("get_product", widgets.product),
        by("create_cart", widgets.cart),
        by("update_cart", widgets.cart),
        by("checkout", widgets.cart),
        by("get_order_status", widgets.order),
      ]);
    }
  });

  test("are read as one text, with the origins of the pictures they may show", async () => {
    await using both = await clients();
    for (const client of both.each) {
      for (const { uri } of Object.values(widgets)) {
        const { contents } = await client.readResource({ uri });
        expect(contents).toMatchObject([
          {
            uri,
            mimeType: RESOURCE_MIME_TYPE,
            text: expect.stringContaining("<!doctype html>"),
            _meta: {
              ui: { csp: { resourceDomains: ["http://shop.localhost:8080"] } },
              "openai/widgetCSP": { redirect_domains: ["http://shop.localhost:8080"] },
            },
          },
        ]);
      }
    }
  });

  test("are none of another address", async () => {
    await using both = await clients();
    for (const client of both.each)
      expect(client.readResource({ uri: "ui://checkstand/none.html" })).rejects.toThrow(/no resource/);
  });

  test("take less than 60 kB each, and speak with their host in less than 5 kB", async () => {
    await using both = await clients();
    for (const { uri } of Object.values(widgets)) {
      const { contents } = await both.each[1].readResource({ uri });
      const text = String(contents[0] && "text" in contents[0] && contents[0].text);
      expect([Buffer.byteLength(text) < 60_000, /\b(src|href)="/.test(text)]).toEqual([true, false]);
    }
    expect(Buffer.byteLength(bridgeScript)).toBeLessThan(5_000);
  });
});

test("widgets speak every language of the buyers' pages", () => {
  expect(widgetLanguages.map(({ language }) => language)).toEqual(
    pageLanguages.map(({ language }) => language),
  );
});

test("pictures come from where the published products' are, each origin once", async () => {
  await using at = await openTestShop();
  const media = [
    "https://cdn.example/a/1.jpg",
    "https://CDN.example/2.jpg",
    "http://pictures.example:8080/3.jpg",
  ];
  const odd = ["data:image/png;base64,AAAA", "not an address", "https://", "ftp://files.example/4.jpg"];
  await at.write(({ catalog }) =>
    catalog.put(
      productOf("many", { media: [...media, ...odd].map((url) => ({ type: "image", url })) }),
      at.clock.now(),
    ),
  );
  const hidden = productOf("hidden", {
    published: false,
    media: [{ type: "image", url: "https://hidden.example/" }],
  });
  await at.write(({ catalog }) => catalog.put(hidden, at.clock.now()));
  const origins = await createPictureOrigins(at.database.reader).pictureOrigins();
  expect(origins.filter((origin) => origin !== "https://shop.example")).toEqual([
    "http://pictures.example:8080",
    "https://cdn.example",
  ]);
});
