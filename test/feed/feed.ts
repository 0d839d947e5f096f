import type { Product } from "../../src/catalog/product.ts";
import { instant } from "../../src/clock.ts";
import { readSaid, type SaidFields } from "../../src/feed/fields.ts";
import { makeRows } from "../../src/feed/make-rows.ts";
import type { FeedRow, FeedTerms } from "../../src/feed/row.ts";
import type { VariantId } from "../../src/ids.ts";
import { type Currency, minor } from "../../src/money.ts";
import { dayOf } from "../../src/shop-days.ts";
import { productOf, variantOf } from "../catalog/products.ts";

/** Noon of 1 June 2026 in London: 04:00 in the shop's California. */
export const testNow = instant(Date.parse("2026-06-01T11:00:00Z"));

/** A shop in California that sells to the US and says all a shop can say. */
export function termsOf(given: Partial<Omit<FeedTerms, "today">> = {}): FeedTerms {
  const { now = testNow, timezone = "America/Los_Angeles" } = given;
  return {
    sellerName: "Harbour Goods",
    sellerUrl: "https://harbour.example/",
    privacyPolicy: "https://harbour.example/privacy",
    termsOfUse: "https://harbour.example/terms",
    currency: "usd" as Currency,
    language: "en",
    countries: ["US"],
    storeCountry: "US",
    productUrl: "https://harbour.example/products/{handle}",
    defaults: { return_policy: "https://harbour.example/returns", return_window: 30 },
    offersCheckout: true,
    zones: [
      {
        country: "US",
        region: "",
        rates: [{ service: "Standard", price: { kind: "flat", amount: minor(599) } }],
      },
    ],
    ...given,
    now,
    timezone,
    today: dayOf(now, timezone),
  };
}

/** A product that has all that any generation asks for, in two sizes, but for what is `given`. */
export function fullProduct(given: Partial<Product> = {}): Product {
  const about =
    "A relaxed shirt of garment-washed European linen with corozo buttons. It gets softer with every wash.";
  return productOf("linen-shirt", {
    description: { plain: about },
    categories: [
      { value: "Clothing > Shirts", taxonomy: "merchant" },
      { value: "Apparel & Accessories > Clothing > Shirts & Tops", taxonomy: "google_product_category" },
    ],
    media: [
      { type: "image", url: "https://harbour.example/shirt.jpg", altText: "A shirt" },
      { type: "image", url: "https://harbour.example/shirt-back.jpg" },
    ],
    attributes: { material: "linen", color: "sea blue", gender: "unisex", age_group: "adult" },
    variants: ["Small", "Large"].map((size) =>
      variantOf("linen-shirt", `linen-shirt-${size.toLowerCase()}`, {
        title: size,
        options: [{ name: "Size", value: size }],
        weight: { value: 9, unit: "oz" },
        dimensions: { length: 30, width: 20, height: 3, unit: "cm" },
      }),
    ),
    ...given,
  });
}

/** The rows of a product, with the units promised of each variant. */
export function rowsOf(
  product: Product = fullProduct(),
  terms: FeedTerms = termsOf(),
  reserved: Readonly<Record<string, number>> = {},
): FeedRow[] {
  // The keys of a test's own record are the ids of its own variants.
  const units = new Map(Object.entries(reserved) as [VariantId, number][]);
  return makeRows({ product, reserved: units, idIsTaken: false }, terms);
}

/** The first row of a product. */
export function rowOf(...given: Parameters<typeof rowsOf>): FeedRow {
  const [row] = rowsOf(...given);
  if (row === undefined) throw new Error("the product has no variants");
  return row;
}

/** What texts say, as `[feed.fields]` and merchant fields do. */
export function saidOf(texts: Readonly<Record<string, string>>): SaidFields {
  return readSaid(texts).said;
}
