import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readOptionLines } from "../../src/catalog/editing/option-lines.ts";
import { demoAdminToken } from "../../src/demo/shop.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { type Browser, openBrowserOf } from "./browser-of.ts";

let shop: ServedShop;
let merchant: Browser;
beforeAll(async () => {
  shop = await serveShop();
  merchant = openBrowserOf(shop);
  await merchant.post("/sign-in", { token: demoAdminToken });
  await merchant.get("/products");
});
afterAll(() => shop[Symbol.asyncDispose]());

/** What a hidden field of a page holds. */
function hidden(text: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? "";
}

describe("options", () => {
  test("become every combination, in their order", () => {
    expect(readOptionLines("Size: Small, Large\n\nColour: Red")).toEqual({
      ok: true,
      combinations: ["Small", "Large"].map((value) => [
        { name: "Size", value },
        { name: "Colour", value: "Red" },
      ]),
    });
    expect(readOptionLines(" \n")).toEqual({ ok: true, combinations: [] });
  });

  test.each([
    ["no value", "Size:"],
    ["no name", ": Small"],
    ["a name twice", "Size: Small\nsize: Large"],
    ["too many", `One: ${Array.from({ length: 101 }, (_, at) => at)}`],
  ])("are refused with %s", (_, text) => {
    expect(readOptionLines(text)).toMatchObject({ ok: false });
  });
});

describe("a product with variants", () => {
  test("is made on one page, and gets another variant on its own", async () => {
    const wrong = await merchant.post("/products/new", { title: "Scarf", price: "20", options: "Size" });
    expect([wrong.status, wrong.text.includes("is no option with its values")]).toEqual([422, true]);
    const made = await merchant.post("/products/new", {
      title: "Scarf",
      price: "20",
      stock: "4",
      sku: "SC",
      options: "Size: Small, Large",
      published: "yes",
    });
    expect(made.to).toBe("/admin/products/p/scarf");
    const page = await merchant.get("/products/p/scarf");
    for (const words of ["scarf-small", "scarf-large", "SC-Large"]) expect(page.text).toContain(words);
    const version = /variants"[^>]*>.*?name="version" value="(\w+)"/s.exec(page.text)?.[1] ?? "";
    const add = { version, "option:0": "Huge", price: "25", stock: "1", sku: "" };
    expect((await merchant.post("/products/p/scarf/variants", { ...add, price: "much" })).status).toBe(422);
    expect((await merchant.post("/products/p/scarf/variants", add)).status).toBe(303);
    expect((await merchant.get("/products/p/scarf")).text).toContain("scarf-huge");
    expect((await merchant.post("/products/p/scarf/variants", add)).status).toBe(409);
  });
});

test("a product of a hundred variants has pages under 100 kB, which lead to each of them", async () => {
  const colours = Array.from({ length: 100 }, (_, index) => `A colour with a long name ${index}`);
  const made = await merchant.post("/products/new", {
    title: "A thing with a long name in every colour",
    price: "20",
    stock: "4",
    sku: "SKU",
    options: `Colour: ${colours.join(", ")}`,
  });
  const seen = new Set<string>();
  let next: string | undefined = made.to?.replace("/admin", "");
  while (next !== undefined) {
    const { text } = await merchant.get(next);
    expect(text.length).toBeLessThan(100_000);
    for (const [, id = ""] of text.matchAll(/name="price:([^"]+)"/g)) seen.add(id);
    next = /href="\/admin([^"]+)">Next variants/.exec(text)?.[1];
  }
  expect(seen.size).toBe(100);
});

describe("two people at one product", () => {
  test("who both change it: the second is told, and the first one's change stays", async () => {
    const page = await merchant.get("/products/p/canvas-tote");
    const form = { version: hidden(page.text, "version"), title: "Tote by the first" };
    expect((await merchant.post("/products/p/canvas-tote", form)).status).toBe(303);
    const second = await merchant.post("/products/p/canvas-tote", { ...form, title: "Tote by the second" });
    expect(second.status).toBe(409);
    expect(second.text).toContain("Somebody changed this product after you opened it");
    expect((await merchant.get("/products/p/canvas-tote")).text).toContain("Tote by the first");
  });

  test("who both count its stock: the second is told", async () => {
    const { text } = await merchant.get("/products/p/enamel-mug");
    const id = "enamel-mug-navy";
    const form = (stock: string) => ({
      version: hidden(text, "version"),
      reason: "Counted",
      [`price:${id}`]: hidden(text, `price:${id}`) || "18.00",
      [`seen:${id}`]: hidden(text, `seen:${id}`),
      [`counted:${id}`]: hidden(text, `counted:${id}`),
      [`stock:${id}`]: stock,
    });
    expect((await merchant.post("/products/p/enamel-mug", form("31"))).status).toBe(303);
    expect((await merchant.post("/products/p/enamel-mug", form("32"))).status).toBe(409);
  });

  test("of whom one deletes what the other changed meanwhile: the second is told", async () => {
    const asked = await merchant.get("/products/p/linen-shirt/delete");
    const version = hidden(asked.text, "version");
    await merchant.post("/products/p/linen-shirt/hide");
    const { status } = await merchant.post("/products/p/linen-shirt/delete", { version });
    expect(status).toBe(409);
  });

  test("who both price a whole list: the second is told, and prices change once", async () => {
    const { text } = await merchant.get("/products");
    const fields = {
      id: "gift-card",
      "version:gift-card": hidden(text, "version:gift-card"),
      do: "reprice",
      percent: "10",
    };
    for (let time = 0; time < 2; time += 1) await merchant.post("/products/many", fields);
    const after = await merchant.get("/products");
    expect(after.text).toContain("0 products priced +10 %.");
    expect((await merchant.get("/products/p/gift-card")).text).toContain('value="27.50"');
  });
});
