import { describe, expect, test } from "bun:test";
import type { Product, Variant } from "../../src/catalog/product.ts";
import { after, DAY, HOUR, instant } from "../../src/clock.ts";
import { textOf } from "../../src/feed/formats/format.ts";
import type { FeedValue } from "../../src/feed/generations/column.ts";
import { columnsByGeneration } from "../../src/feed/generations/tables.ts";
import type { FeedTerms, Generation } from "../../src/feed/row.ts";
import { minor } from "../../src/money.ts";
import { variantOf } from "../catalog/products.ts";
import { fullProduct, rowOf, termsOf, testNow } from "./feed.ts";

const allSaid = {
  review_count: "254",
  star_rating: "4.5",
  store_review_count: "2000",
  store_star_rating: "4.8",
  q_and_a: '[{"q":"Does it shrink?","a":"No."}]',
  reviews: '[{"title":"Love it","content":"Soft.","rating":5}]',
  related_product_id: "canvas-tote",
  relationship_type: "often_bought_with",
  popularity_score: "4.7",
  return_rate: "2%",
  warning: "Keep away from fire",
  warning_url: "https://harbour.example/warnings",
  age_restriction: "18",
  geo_price: "79.99 USD (California)",
  geo_availability: "in_stock (Texas)",
  pricing_trend: "Lowest price in 6 months",
  unit_pricing_measure: "16 oz",
  base_measure: "1 oz",
  pickup_method: "in_store",
  pickup_sla: "1 day",
  expiration_date: "2026-12-31",
  delivery_estimate: "2026-06-10",
  size_system: "US",
  marketplace_seller: "Big Market",
  accepts_returns: "true",
  accepts_exchanges: "false",
  is_ads_eligible: "true",
  ads_metadata: '{"custom_label_0":"summer"}',
  video_link: "https://harbour.example/shirt.mp4",
  model_3d_link: "https://harbour.example/shirt.glb",
};

/** A row of a product that says everything, in the words of a generation, without the fields that say nothing. */
function written(
  generation: Generation,
  product: Product = fullProduct({ merchantFields: allSaid }),
  terms: FeedTerms = termsOf(),
): Record<string, FeedValue> {
  const row = rowOf(product, terms);
  const values = columnsByGeneration[generation].map(({ name, write }) => [name, write(row, terms)] as const);
  return Object.fromEntries(values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** A shirt with one of its variants changed, in the words of a generation. */
function shirtIn(
  generation: Generation,
  given: Partial<Variant>,
  merchantFields: Record<string, string> = {},
  terms: Parameters<typeof termsOf>[0] = {},
) {
  const variants = [variantOf("linen-shirt", "linen-shirt-small", { price: minor(4800), ...given })];
  return written(generation, fullProduct({ variants, merchantFields }), termsOf(terms));
}

const description =
  "A relaxed shirt of garment-washed European linen with corozo buttons. It gets softer with every wash.";

const common = {
  title: "Linen shirt - Small",
  description,
  brand: "Harbour",
  gtin: "4006381333931",
  condition: "new",
  material: "linen",
  color: "sea blue",
  size: "Small",
  size_system: "US",
  gender: "unisex",
  age_group: "adult",
  price: "48.00 USD",
  availability: "in_stock",
  seller_name: "Harbour Goods",
  seller_url: "https://harbour.example/",
  seller_privacy_policy: "https://harbour.example/privacy",
  seller_tos: "https://harbour.example/terms",
  return_policy: "https://harbour.example/returns",
  offer_id: "linen-shirt-small",
  store_review_count: 2000,
};

const signalsOfAAndB = {
  pricing_trend: "Lowest price in 6 months",
  unit_pricing_measure: "16 oz",
  base_measure: "1 oz",
  expiration_date: "2026-12-31",
  pickup_method: "in_store",
  pickup_sla: "1 day",
  delivery_estimate: "2026-06-10",
  popularity_score: 4.7,
  return_rate: "2%",
  warning: "Keep away from fire",
  warning_url: "https://harbour.example/warnings",
  age_restriction: 18,
  related_product_id: "canvas-tote",
  relationship_type: "often_bought_with",
  geo_price: "79.99 USD (California)",
  geo_availability: "in_stock (Texas)",
  item_group_title: "Linen shirt",
  dimensions: "30x20x3 cm",
};

test("openai-2025 has the names and forms of 2025, and no others", () => {
  expect(written("openai-2025")).toEqual({
    ...common,
    ...signalsOfAAndB,
    enable_search: "true",
    enable_checkout: "false",
    id: "linen-shirt-small",
    link: "https://harbour.example/products/linen-shirt",
    product_category: "Apparel & Accessories > Clothing > Shirts & Tops",
    length: "30 cm",
    width: "20 cm",
    height: "3 cm",
    weight: "9 oz",
    image_link: "https://harbour.example/shirt.jpg",
    additional_image_link: ["https://harbour.example/shirt-back.jpg"],
    video_link: "https://harbour.example/shirt.mp4",
    model_3d_link: "https://harbour.example/shirt.glb",
    inventory_quantity: 10,
    item_group_id: "linen-shirt",
    shipping: ["US::Standard:5.99 USD"],
    return_window: 30,
    product_review_count: 254,
    product_review_rating: 4.5,
    store_review_rating: 4.8,
    q_and_a: "Q: Does it shrink? A: No.",
    raw_review_data: '[{"title":"Love it","content":"Soft.","rating":5}]',
  });
});

test("openai-2026-01 has the names and forms of early 2026, and no others", () => {
  expect(written("openai-2026-01")).toEqual({
    ...common,
    ...signalsOfAAndB,
    is_eligible_search: true,
    is_eligible_checkout: false,
    item_id: "linen-shirt-small",
    url: "https://harbour.example/products/linen-shirt",
    product_category: "Apparel & Accessories > Clothing > Shirts & Tops",
    length: "30",
    width: "20",
    height: "3",
    dimensions_unit: "cm",
    weight: "9",
    item_weight_unit: "oz",
    image_url: "https://harbour.example/shirt.jpg",
    additional_image_urls: "https://harbour.example/shirt-back.jpg",
    video_url: "https://harbour.example/shirt.mp4",
    model_3d_url: "https://harbour.example/shirt.glb",
    group_id: "linen-shirt",
    listing_has_variations: true,
    variant_dict: { size: "Small" },
    shipping_price: "US::Standard:5.99 USD",
    is_digital: false,
    marketplace_seller: "Big Market",
    accepts_returns: true,
    accepts_exchanges: false,
    return_deadline_in_days: 30,
    review_count: 254,
    star_rating: "4.50",
    store_star_rating: "4.80",
    q_and_a: [{ q: "Does it shrink?", a: "No." }],
    reviews: [{ title: "Love it", content: "Soft.", rating: 5 }],
    target_countries: ["US"],
    store_country: "US",
  });
});

test("openai-2026 has the names and forms of today, and no others", () => {
  expect(written("openai-2026")).toEqual({
    ...common,
    is_eligible_search: true,
    is_eligible_checkout: false,
    is_ads_eligible: true,
    ads_metadata: { custom_label_0: "summer" },
    item_id: "linen-shirt-small",
    url: "https://harbour.example/products/linen-shirt",
    product_category: "Apparel & Accessories > Clothing > Shirts & Tops",
    dimensions: { length: 30, width: 20, height: 3, unit: "cm" },
    weight: "9",
    item_weight_unit: "oz",
    image_url: "https://harbour.example/shirt.jpg",
    additional_image_urls: ["https://harbour.example/shirt-back.jpg"],
    group_id: "linen-shirt",
    listing_has_variations: true,
    variant_dict: { size: "Small" },
    shipping_price: "5.99 USD",
    is_digital: false,
    marketplace_seller: "Big Market",
    accepts_returns: true,
    accepts_exchanges: false,
    return_deadline_in_days: 30,
    review_count: 254,
    star_rating: "4.50",
    store_star_rating: "4.80",
    target_countries: ["US"],
    store_country: "US",
  });
});

test("Google's feed has Google's names, and no others", () => {
  expect(written("google")).toEqual({
    id: "linen-shirt-small",
    title: "Linen shirt - Small",
    description,
    link: "https://harbour.example/products/linen-shirt",
    image_link: "https://harbour.example/shirt.jpg",
    additional_image_link: ["https://harbour.example/shirt-back.jpg"],
    availability: "in_stock",
    price: "48.00 USD",
    brand: "Harbour",
    gtin: "4006381333931",
    condition: "new",
    google_product_category: "Apparel & Accessories > Clothing > Shirts & Tops",
    product_type: "Clothing > Shirts",
    item_group_id: "linen-shirt",
    color: "sea blue",
    size: "Small",
    size_system: "US",
    gender: "unisex",
    age_group: "adult",
    material: "linen",
    shipping_weight: "9 oz",
    shipping_length: "30 cm",
    shipping_width: "20 cm",
    shipping_height: "3 cm",
    shipping: ["US::Standard:5.99 USD"],
    unit_pricing_measure: "16 oz",
    unit_pricing_base_measure: "1 oz",
    expiration_date: "2026-12-31",
    video_link: "https://harbour.example/shirt.mp4",
    pickup_method: "buy",
  });
});

test("No name appears twice in a generation", () => {
  for (const columns of Object.values(columnsByGeneration)) {
    const names = columns.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  }
});

describe("A sale", () => {
  // The 10th and 11th of June in California.
  const startsAt = instant(Date.parse("2026-06-10T07:00:00Z"));
  const endsAt = after(startsAt, 48 * HOUR);
  const sale = { price: minor(3600), startsAt, endsAt };
  const running = { price: minor(3600), startsAt: after(startsAt, -20 * DAY), endsAt };

  test("is announced with the days it holds for", () => {
    expect(shirtIn("openai-2025", { sale })).toMatchObject({
      price: "48.00 USD",
      sale_price: "36.00 USD",
      sale_price_effective_date: "2026-06-10 / 2026-06-11",
    });
    expect(shirtIn("openai-2026-01", { sale })).toMatchObject({
      price: "48.00 USD",
      sale_price: "36.00 USD",
      sale_price_start_date: "2026-06-10",
      sale_price_end_date: "2026-06-11",
    });
    expect(shirtIn("google", { sale })).toMatchObject({
      price: "48.00 USD",
      sale_price: "36.00 USD",
      sale_price_effective_date: "2026-06-10T07:00+0000/2026-06-12T07:00+0000",
    });
  });

  test("has its hours where it does not begin and end with the day", () => {
    const { sale_price_effective_date } = shirtIn("openai-2025", {
      sale: { ...sale, endsAt: after(endsAt, -HOUR) },
    });
    expect(sale_price_effective_date).toBe("2026-06-10 / 2026-06-12T06:00:00Z");
  });

  test("is not in openai-2026 before it begins, for there are no dates", () => {
    expect(shirtIn("openai-2026", { sale })).not.toHaveProperty("sale_price");
    expect(shirtIn("openai-2026", { sale: running })).toMatchObject({
      price: "48.00 USD",
      sale_price: "36.00 USD",
    });
  });

  test("without both dates is the price itself in openai-2025, which wants them", () => {
    const written = shirtIn("openai-2025", { sale: { price: minor(3600) } });
    expect(written["price"]).toBe("36.00 USD");
    expect(written).not.toHaveProperty("sale_price");
  });

  test("that is to come and has no end is not in Google's feed yet", () => {
    expect(shirtIn("google", { sale: { price: minor(3600), startsAt } })).not.toHaveProperty("sale_price");
  });
});

test("Google's feed says what may be sold over UCP where the shop serves it, with the warnings checkouts show", () => {
  const warning = "WARNING: can expose you to lead (Proposition 65). See www.P65Warnings.ca.gov: now.";
  const served = shirtIn("google", {}, { warning }, { servesUcp: true });
  expect(served).toMatchObject({
    native_commerce: true,
    merchant_item_id: "linen-shirt-small",
    consumer_notice: `prop_65:${warning}`,
  });
  expect(shirtIn("google", {}, { warning: "Hot." }, { servesUcp: true })["consumer_notice"]).toBe(
    "safety_warning:Hot.",
  );
  expect(shirtIn("google", {}, { warning })).not.toHaveProperty("native_commerce");
  expect(shirtIn("google", {}, {}, { servesUcp: true, offersCheckout: false })["native_commerce"]).toBe(
    false,
  );
});

describe("Availability", () => {
  const gone = { stock: 0, backorder: true };
  test.each([
    ["openai-2025", gone, {}, "in_stock", undefined],
    ["openai-2025", gone, { availability_date: "2026-07-01" }, "preorder", "2026-07-01"],
    ["openai-2025", { stock: 0 }, {}, "out_of_stock", undefined],
    ["openai-2026-01", gone, {}, "backorder", undefined],
    ["openai-2026-01", gone, { availability_date: "2026-07-01" }, "pre_order", "2026-07-01"],
    ["openai-2026", gone, {}, "backorder", undefined],
    ["openai-2026", gone, { availability_date: "2026-07-01" }, "pre_order", undefined],
    ["google", gone, {}, "in_stock", undefined],
    ["google", gone, { availability_date: "2026-07-01" }, "preorder", "2026-07-01"],
  ] as const)("in generation %s of %j, told %j, is %s", (generation, given, fields, expected, date) => {
    const { availability, availability_date } = shirtIn(generation, given, fields);
    expect([availability, availability_date]).toEqual([expected, date]);
  });

  test("in openai-2025 counts at least one where nobody counts", () => {
    expect(shirtIn("openai-2025", { stock: null })["inventory_quantity"]).toBe(1);
    expect(shirtIn("openai-2025", gone)["inventory_quantity"]).toBe(1);
    expect(shirtIn("openai-2025", { stock: null }, { inventory_quantity: "50" })["inventory_quantity"]).toBe(
      50,
    );
    expect(shirtIn("openai-2025", { stock: -3 })["inventory_quantity"]).toBe(0);
  });
});

describe("A listing with one variant", () => {
  test("is in no group, but for openai-2026-01, where every row is in one", () => {
    expect(shirtIn("openai-2025", {})).not.toHaveProperty("item_group_id");
    expect(shirtIn("openai-2026-01", {})).toMatchObject({
      group_id: "linen-shirt",
      listing_has_variations: false,
    });
    const c = shirtIn("openai-2026", {});
    expect(c["listing_has_variations"]).toBeFalse();
    expect(c).not.toHaveProperty("group_id");
    expect(c).not.toHaveProperty("variant_dict");
  });
});

test("Options without a field of their own are custom variants in openai-2025 and openai-2026-01", () => {
  const options = ["Wood:Oak", "Size:Small", "Cap:Flat"].map((text) => {
    const [name = "", value = ""] = text.split(":");
    return { name, value };
  });
  for (const generation of ["openai-2025", "openai-2026-01"] as const) {
    expect(shirtIn(generation, { options })).toMatchObject({
      Custom_variant1_category: "Wood",
      Custom_variant1_option: "Oak",
      Custom_variant2_category: "Cap",
      Custom_variant2_option: "Flat",
    });
  }
});

describe("What shipping costs, in openai-2026,", () => {
  const zone = (region: string, ...amounts: number[]) => ({
    country: "US",
    region,
    rates: amounts.map((amount) => ({
      service: `Rate ${amount}`,
      price: { kind: "flat" as const, amount: minor(amount) },
    })),
  });
  const shippingOf = (
    fields: Record<string, string>,
    ...zones: ReturnType<typeof zone>[]
  ): Record<string, unknown> => {
    const { shipping, shipping_price } = written(
      "openai-2026",
      fullProduct({ merchantFields: fields }),
      termsOf({ zones }),
    );
    return { shipping, shipping_price };
  };

  test("is the least that holds for the whole market", () => {
    expect(shippingOf({}, zone("AK", 300), zone("", 1200, 599))).toEqual({ shipping_price: "5.99 USD" });
  });

  test("is said by quotes where no price holds for all of it, or the merchant says quotes", () => {
    expect(shippingOf({}, zone("AK", 300))).toEqual({ shipping: "US:AK:Rate 300:3.00 USD" });
    expect(shippingOf({ shipping: "US:CA:Bike:4.00 USD" }, zone("", 599))).toEqual({
      shipping: "US:CA:Bike:4.00 USD",
    });
  });
});

test("A day of arrival that has passed is said no more", () => {
  const fields = { delivery_estimate: "2026-05-31" };
  for (const generation of ["openai-2025", "openai-2026-01"] as const) {
    expect(shirtIn(generation, {}, fields)).not.toHaveProperty("delivery_estimate");
  }
});

test("Addresses in a list part at its commas only", () => {
  const media = ["front", "w_400,h_300/back", "side"].map((name) => ({
    type: "image",
    url: `https://img.example/${name}.jpg`,
  }));
  const lists = {
    "openai-2025": "additional_image_link",
    "openai-2026-01": "additional_image_urls",
    "openai-2026": "additional_image_urls",
    google: "additional_image_link",
  } as const;
  for (const [generation, name] of Object.entries(lists)) {
    const list = textOf(written(generation as Generation, fullProduct({ media }))[name]);
    expect(list.split(",")).toEqual([
      "https://img.example/w_400%2Ch_300/back.jpg",
      "https://img.example/side.jpg",
    ]);
  }
});

test("A return window is not given where returns are not accepted", () => {
  expect(shirtIn("openai-2026", {}, { accepts_returns: "no" })).not.toHaveProperty("return_deadline_in_days");
});

test("An offer's id never holds the price, so that it stays when the price changes", () => {
  const ids = [4800, 3600].map((price) => shirtIn("openai-2026", { price: minor(price) })["offer_id"]);
  expect(ids[0]).toBe(ids[1] ?? "");
});

test("The asked price is the one that checkout charges, now and after the sale", () => {
  const sale = { price: minor(3600), endsAt: after(testNow, HOUR) };
  expect(shirtIn("openai-2026", { sale })["sale_price"]).toBe("36.00 USD");
  const later = termsOf({ now: after(testNow, HOUR) });
  const variants = [variantOf("linen-shirt", "linen-shirt-small", { sale })];
  expect(written("openai-2026", fullProduct({ variants }), later)).not.toHaveProperty("sale_price");
});
