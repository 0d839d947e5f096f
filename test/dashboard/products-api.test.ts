import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeNative } from "../../src/catalog/native.ts";
import { demoAdminToken } from "../../src/demo/shop.ts";
import type { Currency } from "../../src/money.ts";
import { productOf } from "../catalog/products.ts";
import { rowsIn } from "../shop-database.ts";
import { openMerchantsShop } from "./merchants-shop.ts";

let merchant: Awaited<ReturnType<typeof openMerchantsShop>>;
beforeAll(async () => {
  merchant = await openMerchantsShop();
});
afterAll(() => merchant[Symbol.asyncDispose]());

interface ProductJson {
  readonly version: string;
  readonly is_deleted: boolean;
  readonly made_here: boolean;
  readonly changed: readonly { readonly field: string; readonly here: string; readonly source: string }[];
  readonly available: readonly { readonly variant: string; readonly units?: number }[];
  readonly product: {
    readonly id: string;
    readonly title: string;
    readonly variants: readonly { readonly id: string; readonly price: { readonly amount: number } }[];
  };
}

const tote = "/products/canvas-tote";

describe("products", () => {
  test("are listed by pages", async () => {
    const first = await merchant.get<{ products: { id: string }[]; next: string }>("/products?limit=3");
    expect(first.json.products).toHaveLength(3);
    const second = await merchant.get<{ products: { id: string }[] }>(
      `/products?limit=100&after=${first.json.next}`,
    );
    expect(second.json.products.length).toBeGreaterThan(3);
    expect(await merchant.get("/products?limit=0")).toMatchObject({ status: 400 });
  });

  test("are found by words and by how they stand, with what the feed says of each", async () => {
    interface List {
      readonly products: readonly { readonly id: string; readonly units?: number; readonly feed: object }[];
    }
    const list = async (query: string) => (await merchant.get<List>(`/products?${query}`)).json.products;
    expect(await list("search=enamel%20mug")).toMatchObject([
      { id: "enamel-mug", units: 240, price: 1450, feed: { refused: [] } },
    ]);
    expect((await list("view=sold_out")).map(({ id }) => id)).toEqual(["linen-shirt", "wool-throw"]);
    expect(await list("view=deleted")).toEqual([]);
    expect(await list("search=no-such-thing")).toEqual([]);
    expect(await merchant.get("/products?view=dear")).toMatchObject({ status: 400 });
  });

  test("are changed, as checkout sees at once, and given back", async () => {
    const { json: before } = await merchant.get<ProductJson>(tote);
    const price = before.product.variants[0]?.price.amount ?? 0;
    const changed = await merchant.post<ProductJson>(`${tote}/edit`, {
      version: before.version,
      title: "Tote bag",
      variants: [{ id: "canvas-tote", price: price - 100 }],
      merchant_fields: { return_window: "30" },
    });
    expect(changed).toMatchObject({ status: 200, json: { product: { title: "Tote bag" } } });
    expect(changed.json.changed.map(({ field }) => field).toSorted()).toEqual([
      "merchant_fields.return_window",
      "price",
      "title",
    ]);
    const found = await merchant.shop.fetch("/products/canvas-tote");
    expect(await found.text()).toContain("Tote bag");
    const back = await merchant.post<ProductJson>(`${tote}/give-back`, {
      fields: [
        { field: "title" },
        { field: "merchant_fields.return_window" },
        { variant: "canvas-tote", field: "price" },
      ],
    });
    expect(back.json.product).toEqual(before.product);
  });

  test("that somebody changed meanwhile are not changed over that", async () => {
    const { json } = await merchant.get<ProductJson>(tote);
    await merchant.post(`${tote}/edit`, { version: json.version, brand: "One" });
    expect(await merchant.post(`${tote}/edit`, { version: json.version, brand: "Two" })).toMatchObject({
      status: 409,
      json: { code: "changed_meanwhile" },
    });
  });

  test("change once for a key, however often it is sent", async () => {
    const send = () =>
      merchant.post<ProductJson>(
        "/variants/canvas-tote/stock",
        { by: 5, reason: "found a box" },
        { "idempotency-key": "stock-once" },
      );
    const { json: first } = await send();
    expect((await send()).json).toEqual(first);
    expect((await merchant.get<ProductJson>(tote)).json.available).toEqual(first.available);
  });

  test("are made, copied and deleted", async () => {
    const made = await merchant.post<ProductJson>("/products", {
      title: "Enamel pin",
      variants: [{ price: 700, stock: 3 }],
    });
    expect(made).toMatchObject({ status: 201, json: { made_here: true, product: { id: "enamel-pin" } } });
    const copy = await merchant.post<ProductJson>("/products/enamel-pin/copy");
    expect(copy).toMatchObject({ status: 201, json: { product: { id: "enamel-pin-copy" } } });
    expect(await merchant.post("/products/enamel-pin/edit", { listed: false })).toMatchObject({
      json: { is_deleted: true },
    });
    expect(
      await merchant.post("/products/enamel-pin/give-back", { fields: [{ field: "listed" }] }),
    ).toMatchObject({ json: { is_deleted: false } });
  });

  test.each([
    ["/products/none/edit", { title: "x" }, 404, "unknown_product"],
    [`${tote}/edit`, { title: "" }, 400, "invalid"],
    [`${tote}/edit`, { images: ["ftp://x"] }, 422, "invalid_value"],
    [`${tote}/edit`, { merchant_fields: { colour_of_box: "red" } }, 422, "invalid_value"],
    [`${tote}/edit`, { variants: [{ id: "none", price: 1 }] }, 404, "unknown_variant"],
    [`${tote}/edit`, { variants: [{ id: "canvas-tote", price: -1 }] }, 400, "invalid"],
    [`${tote}/give-back`, { fields: [{ field: "categories" }] }, 409, "not_overridden"],
    ["/variants/canvas-tote/stock", { by: 1, to: 2, reason: "x" }, 422, "not_one_choice"],
    ["/variants/canvas-tote/stock", { by: 0, reason: "x" }, 422, "not_units"],
    ["/variants/none/stock", { by: 1, reason: "x" }, 404, "unknown_variant"],
    [`${tote}/variants`, { variant: { price: 1 } }, 409, "not_made_here"],
    ["/products", { title: "!!!", variants: [{ price: 1 }] }, 422, "no_id"],
  ])("asked %s with %j are not changed", async (path, body, status, code) => {
    expect(await merchant.post(path, body)).toMatchObject({ status, json: { code } });
  });
});

describe("several products at once", () => {
  const many = (body: object) =>
    merchant.post<{ products: readonly { readonly id: string; readonly refused?: string }[] }>(
      "/products/many",
      body,
    );

  test("are hidden and shown, each by itself", async () => {
    const hidden = await many({ products: [{ id: "enamel-mug" }, { id: "no-such-product" }], do: "hide" });
    expect(hidden.json.products).toEqual([
      { id: "enamel-mug" },
      { id: "no-such-product", refused: expect.stringContaining("There is no such product") },
    ]);
    await many({ products: [{ id: "enamel-mug" }], do: "show" });
  });

  test("are priced once, however often that is sent, since each names the version that was seen", async () => {
    const { json: before } = await merchant.get<ProductJson>("/products/enamel-mug");
    const priced = { products: [{ id: "enamel-mug", version: before.version }], do: "reprice", percent: -10 };
    expect((await many(priced)).json.products).toEqual([{ id: "enamel-mug" }]);
    expect((await many(priced)).json.products[0]?.refused).toContain("Somebody changed this product");
    const { json: after } = await merchant.get<ProductJson>("/products/enamel-mug");
    const [one, other] = [before, after].map(({ product }) => product.variants[0]?.price.amount ?? 0);
    expect(other).toBe(Math.round(((one ?? 0) * 90) / 100));
    expect(await many({ ...priced, products: [{ id: "enamel-mug" }] })).toMatchObject({ status: 422 });
    expect(await many({ ...priced, percent: -100 })).toMatchObject({ status: 422 });
  });
});

describe("a stock", () => {
  test("that somebody counted meanwhile is left as they counted it", async () => {
    const stock = (to: number, counted: number) =>
      merchant.post("/variants/enamel-mug-navy/stock", { to, counted, reason: "Counted" });
    await merchant.post("/variants/enamel-mug-navy/stock", { to: 7, reason: "Counted" });
    expect(await stock(9, 7)).toMatchObject({ status: 200 });
    expect(await stock(5, 7)).toMatchObject({ status: 409, json: { code: "changed_meanwhile" } });
  });
});

describe("an upload", () => {
  interface UploadJson {
    readonly id: string;
    readonly state: string;
    readonly products?: { readonly added: number };
    readonly changes?: readonly { readonly id: string; readonly is_new: boolean }[];
  }

  async function until(id: string, state: string): Promise<UploadJson> {
    for (;;) {
      const { json } = await merchant.get<UploadJson>(`/uploads/${id}`);
      if (json.state === state) return json;
      await Bun.sleep(20);
    }
  }

  test("is looked at, then imported, and the audit says by whom", async () => {
    const line = writeNative(productOf("sent-cup"), "usd" as Currency);
    const sent = await merchant.shop.fetch("/admin/api/uploads?name=goods.jsonl&format=jsonl", {
      method: "POST",
      headers: { authorization: `Bearer ${demoAdminToken}` },
      body: line,
    });
    expect(sent.status).toBe(201);
    const { id } = (await sent.json()) as UploadJson;
    expect(await until(id, "checked")).toMatchObject({
      products: { added: 1 },
      changes: [{ id: "sent-cup", is_new: true }],
    });
    expect(await merchant.get("/products/sent-cup")).toMatchObject({ status: 404 });
    await merchant.post(`/uploads/${id}/import`);
    await until(id, "written");
    expect(await merchant.get("/products/sent-cup")).toMatchObject({ status: 200 });
    const audited = await rowsIn<{ document: unknown }>(
      merchant.shop.database,
      "SELECT document FROM audit_entries WHERE subject = 'catalogue'",
    );
    expect(audited).toHaveLength(1);
    expect(JSON.stringify(audited[0]?.document)).toContain("goods.jsonl");
  });

  test("that is too long, empty or unknown is refused", async () => {
    const send = (body: string) =>
      merchant.shop.fetch("/admin/api/uploads", {
        method: "POST",
        headers: { authorization: `Bearer ${demoAdminToken}` },
        body,
      });
    expect((await send("")).status).toBe(422);
    expect((await send("x".repeat(15_000_001))).status).toBe(413);
    expect(await merchant.get("/uploads/none")).toMatchObject({ status: 404 });
    expect(await merchant.post("/uploads/none/import")).toMatchObject({ status: 404 });
  });
});
