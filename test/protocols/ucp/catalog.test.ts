import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { describeOfficialUcp, ucpErrors } from "../../conformance/official-ucp.ts";
import { type ServedShop, serveShop } from "../../http/shop-server.ts";
import {
  everyWay,
  hostProfiles,
  type ProfileHost,
  patientOutgoing,
  type platform,
  profileIn,
  transports,
} from "./platform.ts";

describe.each(everyWay)("in %s over %s", (version, transport) => {
  let shop: ServedShop;
  let profiles: ProfileHost;
  let ask: ReturnType<typeof platform>;

  beforeAll(async () => {
    profiles = hostProfiles(() => Response.json(profileIn(version)));
    shop = await serveShop({ outgoing: patientOutgoing() });
    ask = transports[transport](shop, profiles.at("platform"));
  });
  afterAll(async () => {
    await shop[Symbol.asyncDispose]();
    profiles[Symbol.dispose]();
  });

  test("a search for nothing, and a look-up of too much, are refused", async () => {
    const nothing = await ask("POST", "/catalog/search", { pagination: { limit: 5 } });
    expect({ status: nothing.status, path: nothing.body.path }).toEqual({ status: 400, path: "$.query" });
    const ids = Array.from({ length: 51 }, (_, index) => `id-${index}`);
    const tooMuch = await ask("POST", "/catalog/lookup", { ids });
    expect({ status: tooMuch.status, code: tooMuch.body.code }).toEqual({
      status: 400,
      code: "request_too_large",
    });
  });

  const search = async (body: object) => (await ask("POST", "/catalog/search", body)).body;
  const lookUp = async (ids: readonly string[], more = {}) =>
    (await ask("POST", "/catalog/lookup", { ids, ...more })).body;
  const get = async (body: object) => (await ask("POST", "/catalog/product", body)).body;
  /** A product with two options and several variants. */
  const chosen = async () => {
    const { products } = await search({ filters: { price: { min: 0 } }, pagination: { limit: 50 } });
    const product = products.find(({ options }: { options?: object[] }) => (options?.length ?? 0) >= 1);
    return (await get({ id: product.id })).product;
  };

  describe("a search", () => {
    test("finds by words, with prices in the shop's currency", async () => {
      const { products } = await search({ query: "candle" });
      expect(products[0].id).toBe("cedar-candle");
      expect(products[0].price_range).toEqual({
        min: { amount: 2200, currency: "USD" },
        max: { amount: 2200, currency: "USD" },
      });
    });

    test("keeps to a range of prices", async () => {
      const { products } = await search({
        filters: { price: { min: 2000, max: 2500 } },
        pagination: { limit: 50 },
      });
      const amounts = products.flatMap(({ variants }: { variants: { price: { amount: number } }[] }) =>
        variants.map(({ price }) => price.amount),
      );
      expect(amounts.length).toBeGreaterThan(0);
      expect(amounts.every((amount: number) => amount >= 2000 && amount <= 2500)).toBe(true);
    });

    test("goes on where a page ended, and shows no product twice", async () => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await search({ filters: { price: { min: 0 } }, pagination: { limit: 3, cursor } });
        seen.push(...page.products.map(({ id }: { id: string }) => id));
        cursor = page.pagination.cursor;
      } while (cursor !== undefined);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toContain("cedar-candle");
    });

    test("with a cursor that is none is an error of the protocol", async () => {
      const answer = await ask("POST", "/catalog/search", { pagination: { cursor: "x" } });
      expect({ status: answer.status, path: answer.body.path }).toEqual({
        status: 400,
        path: "$.pagination.cursor",
      });
    });
  });

  describe("a look-up", () => {
    test("says which id led where, and names what is not sold", async () => {
      const { products } = await search({ query: "candle" });
      const [variant] = products[0].variants;
      const answer = await lookUp([products[0].id, variant.id, variant.id, "nope"]);
      expect(answer.products).toHaveLength(1);
      const inputs = answer.products[0].variants.flatMap((each: { inputs: { id: string }[] }) => each.inputs);
      expect(inputs.map(({ id }: { id: string }) => id)).toContain(variant.id);
      expect(answer.messages[0].content).toContain("nope");
    });

    test("leaves out what lies outside the range of prices", async () => {
      expect((await lookUp(["cedar-candle"], { filters: { price: { max: 1 } } })).products).toEqual([]);
    });
  });

  describe("one product", () => {
    test("named by a variant has that variant first, and its options as chosen", async () => {
      const { variants } = await chosen();
      const variant = variants.at(-1);
      const { product } = await get({ id: variant.id });
      expect(product.variants[0].id).toBe(variant.id);
      expect(product.selected).toEqual(variant.options);
    });

    test("gives up what no variant has", async () => {
      const { id, options } = await chosen();
      const [{ name, values }] = options;
      const { product } = await get({
        id,
        selected: [
          { name, label: values[0].label },
          { name: "Nothing", label: "at all" },
        ],
        preferences: [name],
      });
      expect(product.selected).toEqual([{ name, label: values[0].label }]);
    });

    test("that is not sold is an error of the business", async () => {
      const answer = await get({ id: "nope" });
      expect(answer.messages[0]).toMatchObject({ code: "not_found", severity: "unrecoverable" });
    });
  });

  describeOfficialUcp("by the official schemas", () => {
    test("every answer about the catalogue is valid", async () => {
      const found = await search({ filters: { price: { min: 0 } }, pagination: { limit: 50 } });
      expect(ucpErrors(version, "search", found)).toEqual([]);
      for (const { id } of found.products) {
        expect(ucpErrors(version, "lookup", await lookUp([id]))).toEqual([]);
        expect(ucpErrors(version, "product", await get({ id }))).toEqual([]);
      }
      expect(
        ucpErrors(
          version,
          "search",
          await search({ filters: { price: { min: 0 } }, pagination: { limit: 2 } }),
        ),
      ).toEqual([]);
    });
  });
});
