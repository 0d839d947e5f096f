import { describe, expect, test } from "bun:test";
import { minor } from "../../src/money.ts";
import { variantOf } from "../catalog/products.ts";
import { describeOfficial, validate } from "../conformance/official.ts";
import { awkwardProducts } from "./awkward-products.ts";
import { built, expectedRows, textIn } from "./builds.ts";
import { fullProduct, termsOf } from "./feed.ts";

const products = [...awkwardProducts(), fullProduct()];

describe("ACP's products.jsonl", () => {
  test("has a product a line, with the variants that are rows of the feed", async () => {
    const lines = textIn(await built("acp", products))
      .trimEnd()
      .split("\n");
    const ids = lines.flatMap((line) => JSON.parse(line).variants.map(({ id }: { id: string }) => id));
    expect(ids).toEqual(expectedRows(products, "openai-2026", termsOf()).map((row) => row["item_id"]));
  });

  test("asks the price that checkout charges and strikes through the one before", async () => {
    const sale = fullProduct({ variants: [variantOf("linen-shirt", "one", { listPrice: minor(6000) })] });
    const [variant] = JSON.parse(textIn(await built("acp", [sale]))).variants;
    expect(variant).toMatchObject({
      price: { amount: 4800, currency: "USD" },
      list_price: { amount: 6000, currency: "USD" },
    });
  });

  test("says of the product what its page says, not what one variant does", async () => {
    const product = fullProduct();
    const variants = product.variants.map((variant) => ({
      ...variant,
      url: `https://harbour.example/products/linen-shirt?variant=${variant.id}`,
      description: { plain: `Only ${variant.id}.` },
      media: [{ type: "image", url: `https://harbour.example/${variant.id}.jpg` }],
    }));
    const line = JSON.parse(textIn(await built("acp", [{ ...product, variants }])));
    expect(line).toMatchObject({
      title: "Linen shirt",
      description: product.description,
      url: "https://harbour.example/products/linen-shirt",
      media: [
        { type: "image", url: "https://harbour.example/shirt.jpg" },
        { type: "image", url: "https://harbour.example/shirt-back.jpg" },
      ],
    });
    expect(line.variants[0]).toMatchObject({
      description: { plain: "Only linen-shirt-small." },
      url: "https://harbour.example/products/linen-shirt?variant=linen-shirt-small",
    });
  });

  test("is in the merchant's category and in Google's", async () => {
    const { variants } = JSON.parse(textIn(await built("acp", [fullProduct()])));
    expect(variants[0].categories).toEqual([
      { value: "Apparel & Accessories > Clothing > Shirts & Tops", taxonomy: "google_product_category" },
      { value: "Clothing > Shirts", taxonomy: "merchant" },
    ]);
    const set = fullProduct({ merchantFields: { product_category: "Linen" } });
    expect(JSON.parse(textIn(await built("acp", [set]))).variants[0].categories[0]).toEqual({
      value: "Linen",
      taxonomy: "merchant",
    });
  });

  test("says that a variant can no longer be had when it is not to be found", async () => {
    const hidden = fullProduct({ merchantFields: { enable_search: "false" } });
    const { variants } = JSON.parse(textIn(await built("acp", [hidden])));
    expect(variants[0].availability).toEqual({ available: false, status: "discontinued" });
  });

  test("has a unit price where goods are measured", async () => {
    const fields = { unit_pricing_measure: "750 ml", unit_pricing_base_measure: "100 ml" };
    const { variants } = JSON.parse(textIn(await built("acp", [fullProduct({ merchantFields: fields })])));
    expect(variants[0].unit_price).toEqual({
      amount: 640,
      currency: "USD",
      measure: { value: 750, unit: "ml" },
      reference: { value: 100, unit: "ml" },
    });
  });
});

describeOfficial("ACP's products.jsonl", () => {
  test("is valid by the official schema, line by line", async () => {
    const lines = textIn(await built("acp", products))
      .trimEnd()
      .split("\n");
    for (const line of lines) {
      expect(validate("2026-04-17", "Product", JSON.parse(line), "schema.feed.json")).toEqual([]);
    }
    expect(lines.length).toBeGreaterThan(3);
  });
});
