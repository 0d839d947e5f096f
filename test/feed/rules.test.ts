import { describe, expect, test } from "bun:test";
import { after, DAY } from "../../src/clock.ts";
import { rowCheck } from "../../src/feed/check.ts";
import { ReportWriter } from "../../src/feed/report.ts";
import type { FeedRow, Generation } from "../../src/feed/row.ts";
import { rules } from "../../src/feed/rules.ts";
import { minor } from "../../src/money.ts";
import { productOf, variantOf } from "../catalog/products.ts";
import { fullProduct, rowOf, rowsOf, saidOf, termsOf, testNow } from "./feed.ts";

const generations = ["openai-2025", "openai-2026-01", "openai-2026", "google"] as const;
const full = rowOf(fullProduct({ merchantFields: { q_and_a: '[{"q":"?","a":"!"}]', review_count: "3" } }));

/** The rules a row breaks, by id. */
function broken(generation: Generation, given: Partial<FeedRow>, terms = termsOf()): string[] {
  return rowCheck(generation)({ ...full, ...given }, terms).broken.map(({ rule }) => rule.id);
}

test("A row that says everything breaks no rule of any generation and is complete", () => {
  for (const generation of generations) {
    expect(rowCheck(generation)(full, termsOf())).toEqual({
      isRefused: false,
      broken: [],
      completeness: 100,
    });
  }
});

test("A row that is not shipped and has nothing to hand over is in the feed, with a warning", () => {
  for (const generation of generations) {
    expect(broken(generation, { lacksGoods: true })).toEqual(["is_digital.nothing_to_hand_over"]);
    expect(rowCheck(generation)({ ...full, lacksGoods: true }, termsOf()).isRefused).toBe(false);
  }
});

describe("A row is refused", () => {
  const required: readonly [string, Partial<FeedRow>, readonly Generation[]][] = [
    ["title.missing", { title: undefined }, generations],
    ["description.missing", { description: undefined }, generations],
    ["url.missing", { url: undefined }, generations],
    ["image_url.missing", { image: undefined }, generations],
    ["price.zero", { price: minor(0) }, generations],
    ["price.zero", { sale: { price: minor(0) } }, generations],
    ["item_id.too_long", { id: full.id.padEnd(101, "x") as FeedRow["id"] }, generations],
    ["item_id.too_long_for_google", { id: full.id.padEnd(51, "x") as FeedRow["id"] }, ["google"]],
    ["condition.missing", { condition: undefined }, ["openai-2025", "google"]],
    ["product_category.missing", { category: undefined }, ["openai-2025"]],
    ["material.missing", { material: undefined }, ["openai-2025"]],
    ["weight.missing", { weight: undefined }, ["openai-2025"]],
    ["mpn.missing", { gtin: undefined, mpn: undefined, sku: undefined }, ["openai-2025"]],
    [
      "return_policy.missing",
      { said: { ...full.said, return_policy: undefined } },
      ["openai-2025", "openai-2026-01"],
    ],
    [
      "return_deadline_in_days.missing",
      { said: { ...full.said, return_window: undefined } },
      ["openai-2025"],
    ],
    [
      "marketplace_seller.same",
      { said: { ...full.said, marketplace_seller: "Harbour Goods" } },
      ["openai-2026-01", "openai-2026"],
    ],
  ];
  test.each(required)("for %s of %j in generations %p alone", (id, given, where) => {
    const refusing = generations.filter((generation) => {
      const { isRefused, broken } = rowCheck(generation)({ ...full, ...given }, termsOf());
      return isRefused && broken.some(({ rule }) => rule.id === id);
    });
    expect(refusing).toEqual([...where]);
  });

  test("by every rule that refuses: each is tried here", () => {
    const tried = new Set(required.map(([id]) => id));
    expect(rules.filter(({ severity }) => severity === "error").map(({ id }) => id)).toEqual(
      expect.arrayContaining([...tried]),
    );
    expect(rules.filter(({ severity, id }) => severity === "error" && !tried.has(id))).toEqual([]);
  });
});

describe("A row stays, with a warning,", () => {
  test.each([
    ["brand.stands_in", { brandStandsIn: true }],
    ["image_url.format", { image: "https://harbour.example/shirt.svg?v=1" }],
    ["url.insecure", { url: "http://harbour.example/shirt" }],
    ["title.shouted", { title: "BEST LINEN SHIRT" }],
    ["gtin.unreadable", { unreadable: [{ field: "gtin", value: "123" }] }],
    ["gtin.shared", { said: { ...full.said, gtin: "4006381333931" } }],
    [
      "availability_date.past",
      { availability: "backorder", said: { ...full.said, availability_date: "2026-01-01" } },
    ],
    ["return_deadline_in_days.contradicted", { said: { ...full.said, accepts_returns: false } }],
  ] as const)("for %s", (id, given) => {
    const { isRefused, broken } = rowCheck("openai-2026")({ ...full, ...given }, termsOf());
    expect([isRefused, broken.map(({ rule }) => `${rule.severity} ${rule.id}`)]).toEqual([
      false,
      [`warning ${id}`],
    ]);
  });

  test("when the day of arrival has passed", () => {
    const said = { ...full.said, delivery_estimate: "2026-05-31" };
    const telling = generations.filter((each) => broken(each, { said }).includes("delivery_estimate.past"));
    expect(telling).toEqual(["openai-2025", "openai-2026-01"]);
  });

  test("when openai-2025 has no place for the dates a sale lacks", () => {
    const sale = { price: minor(1), startsAt: testNow };
    expect(broken("openai-2025", { sale })).toEqual(["sale_price.undated"]);
    expect(broken("openai-2025", { sale: { ...sale, endsAt: after(testNow, DAY) } })).toEqual([]);
  });

  test("when the shop's policies are missing and agents could otherwise sell it", () => {
    const terms = termsOf({ privacyPolicy: undefined });
    expect(broken("openai-2026", { checkout: false }, terms)).toEqual(["is_eligible_checkout.policies"]);
    expect(broken("openai-2026", { checkout: false }, { ...terms, offersCheckout: false })).toEqual([]);
  });

  test("when it is sold from an age on, which keeps agents from selling it", () => {
    const rule = "is_eligible_checkout.age";
    const said = { age_restriction: 18 };
    expect(broken("openai-2026", { checkout: false, said })).toContain(rule);
    expect(
      broken("openai-2026", { checkout: false, said }, termsOf({ offersCheckout: false })),
    ).not.toContain(rule);
    expect(broken("openai-2026", {})).not.toContain(rule);
  });
});

test("Completeness falls with what is missing, and names it", () => {
  const bare = productOf("x", { attributes: {}, variants: [variantOf("x", "x", { barcodes: [] })] });
  const silent = termsOf({ defaults: {} });
  const { completeness, broken } = rowCheck("openai-2026")(rowOf(bare, silent), silent);
  expect(broken.map(({ rule }) => rule.field)).toEqual(
    expect.arrayContaining(["gtin", "material", "return_deadline_in_days"]),
  );
  expect(completeness).toBeLessThan(50);
  expect(rowCheck("openai-2026")(rowOf(bare), termsOf()).completeness).toBeGreaterThan(completeness);
});

test("Digital goods need no weight, no measures and no shipping to be complete", () => {
  const digital = { isDigital: true, weight: undefined, dimensions: undefined, shipping: [] };
  expect(broken("openai-2026", digital)).toEqual([]);
});

describe("The report", () => {
  /** What is reported of products that are added one after the other. */
  function reportOf(generation: Generation, ...products: Parameters<typeof rowsOf>[0][]) {
    const report = new ReportWriter(generation);
    const check = rowCheck(generation);
    for (const product of products) {
      report.add(rowsOf(product).map((row) => ({ row, verdict: check(row, termsOf()), leftOut: false })));
    }
    return report.finish();
  }

  test("counts rows and products, and puts what refuses rows first", () => {
    const bad = productOf("mug", { media: [], variants: [variantOf("mug", "mug")] });
    const report = reportOf("openai-2026", fullProduct(), bad);
    expect(report).toMatchObject({ products: 2, rows: 3, refused: 1, leftOut: 0 });
    expect(report.findings[0]).toMatchObject({ rule: "image_url.missing", severity: "error", count: 1 });
    expect(report.refusedRows).toMatchObject([
      { line: 3, productId: "mug", variantId: "mug", field: "image_url", rule: "image_url.missing" },
    ]);
  });

  test("calls fields as the feed does", () => {
    const bad = productOf("mug", { media: [] });
    expect(reportOf("openai-2025", bad).findings[0]?.field).toBe("image_link");
    expect(reportOf("openai-2026", bad).findings[0]?.field).toBe("image_url");
  });

  test("shows a few examples with the values found, and counts them all", () => {
    const variants = Array.from({ length: 9 }, (_, index) =>
      variantOf("set", `set-${index}`, { barcodes: [{ type: "barcode", value: `shelf ${index}` }] }),
    );
    const finding = reportOf("openai-2026", fullProduct({ variants })).findings.find(
      ({ rule }) => rule === "gtin.unreadable",
    );
    expect(finding).toMatchObject({ count: 9, fix: expect.stringContaining("check digit") });
    expect(finding?.examples.map(({ value }) => value)).toEqual([
      "shelf 0",
      "shelf 1",
      "shelf 2",
      "shelf 3",
      "shelf 4",
    ]);
  });

  test("names the products with the most to gain", () => {
    const bare = productOf("bare", { attributes: {}, media: fullProduct().media.slice(0, 1) });
    const { leastComplete, completeness } = reportOf("openai-2026", fullProduct(), bare);
    expect(leastComplete[0]).toMatchObject({
      productId: "bare",
      missing: expect.arrayContaining(["material"]),
    });
    expect(completeness).toBeGreaterThan(leastComplete[0]?.completeness ?? 100);
  });
});

test("What is said for the whole shop completes every product", () => {
  const bare = productOf("bare", { attributes: {} });
  const before = rowCheck("openai-2026")(rowOf(bare), termsOf()).completeness;
  const terms = termsOf({ defaults: saidOf({ material: "linen", review_count: "3" }) });
  expect(rowCheck("openai-2026")(rowOf(bare, terms), terms).completeness).toBeGreaterThan(before);
});

test.each([
  ["url.glued", { url: "https://s.example/mughttps://s.example/mug" }],
  ["image_url.glued", { image: "https://s.example/m.jpghttps://s.example/m.jpg" }],
  ["image_url.page", { image: full.url }],
  [
    "additional_image_urls.glued",
    { additionalImages: ["https://s.example/1.jpg", "https://s.example/2.jpghttp://s.example/3.jpg"] },
  ],
] as const)("A row whose addresses lead nowhere is warned of: %s", (id, given) => {
  for (const generation of generations) expect(broken(generation, given)).toEqual([id]);
});

test("An address that another holds in its path or query is no second one", () => {
  for (const image of [
    "https://cdn.example/fetch/https://s.example/m.jpg",
    "https://cdn.example/?url=https://s.example/m.jpg",
  ]) {
    expect(broken("openai-2026", { image })).toEqual([]);
  }
});
