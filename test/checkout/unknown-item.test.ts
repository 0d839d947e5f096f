import { describe, expect, test } from "bun:test";
import { unknownItem } from "../../src/checkout/unknown-item.ts";
import { asId, type VariantId } from "../../src/ids.ts";
import type { ProtocolVersion } from "../../src/protocols/protocol.ts";
import { openProtocols } from "../../src/protocols/registry.ts";
import { productOf, variantOf } from "../catalog/products.ts";
import { openTestShop } from "./shop.ts";

const protocols = openProtocols({ unreleased: true, guideDialect: true });
const versions = protocols.all.flatMap((protocol) => protocol.versions);

async function refusal(shop: Awaited<ReturnType<typeof openTestShop>>, spoken: ProtocolVersion, id: string) {
  const body =
    spoken.protocol === "guide"
      ? { items: [{ product_id: id, quantity: 1 }], idempotency_key: "key" }
      : spoken.version < "2026-01-30"
        ? { items: [{ id, quantity: 1 }] }
        : { line_items: [{ id }], currency: "usd", capabilities: {} };
  const { status, json } = await shop.call(spoken, { operation: "create", body });
  expect(status).toBe(400);
  return json;
}

describe.each(versions)("an unknown item ($protocol $version)", (spoken) => {
  test("that is a product's id is answered with its variants", async () => {
    await using shop = await openTestShop();
    const { message, param } = await refusal(shop, spoken, "shirt");
    expect(message).toContain("“shirt” is a product; ask for one of its variants: “shirt-small”");
    const place = { at: "line_item", index: 0, field: "id" } as const;
    const { body } = spoken.encodeProblem({ kind: "unknown_item", place, detail: "" });
    expect(param).toBe(body["param"]);
  });

  test("that is nearly one is answered with it, and another with where ids are", async () => {
    await using shop = await openTestShop();
    expect((await refusal(shop, spoken, "Shirt_smal")).message).toMatch(/did you mean .*“shirt-small”/);
    expect((await refusal(shop, spoken, "0000-nothing-of-ours")).message).toEndWith(
      "use ids that a search here or our product feed gives.",
    );
  });
});

test("what is not published is not named", async () => {
  await using shop = await openTestShop();
  const product = productOf("secret", { published: false, variants: [variantOf("secret", "secret-1")] });
  await shop.write(({ catalog }) => catalog.put(product, shop.clock.now()));
  for (const id of ["secret", "secret-2"]) {
    expect((await refusal(shop, protocols.main.newest, id)).message).not.toContain("secret-1");
  }
});

test("a catalogue that knows nothing like it says where ids are", async () => {
  const catalog = {
    sellable: async () => undefined,
    meantBy: async () => ({ isProduct: false, variants: [] }),
  };
  expect(await unknownItem(catalog, asId<VariantId>("x"))).toBe(
    "no item “x” is sold here; use ids that a search here or our product feed gives",
  );
});
