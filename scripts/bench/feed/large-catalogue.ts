import { Database } from "bun:sqlite";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/bun-sqlite";
import { products, variants } from "../../../db/schema.ts";
import { openDatabase } from "../../../db/sqlite/database.ts";
import { instant } from "../../../src/clock.ts";
import type { FeedTerms } from "../../../src/feed/row.ts";
import { minor, parseCurrency } from "../../../src/money.ts";
import { dayOf } from "../../../src/shop-days.ts";

const VARIANTS_A_PRODUCT = 4;
const PRODUCTS_A_TRANSACTION = 5_000;

/** What is the same in every row. */
const always = { updatedAt: 0 };

const materials = ["linen", "cotton", "merino wool", "hemp", "silk"] as const;
const colours = ["sea blue", "moss", "charcoal", "rust", "natural"] as const;

/**
 * Makes a database with a catalogue of so many variants, four a product, each with about as much text as a small
 * shop's. Written past the stores: it is not importing that is measured.
 */
export function makeLargeCatalogue(path: string, size: number): void {
  openDatabase(path).close();
  using database = new Database(path, { strict: true });
  database.run("PRAGMA synchronous = OFF");
  const queries = drizzle({ client: database });
  const placeholder = sql.placeholder;
  const addProduct = queries
    .insert(products)
    .values({
      id: placeholder("id"),
      title: placeholder("title"),
      document: placeholder("document"),
      ...always,
      createdAt: 0,
      published: true,
    })
    .prepare();
  const addVariant = queries
    .insert(variants)
    .values({
      id: placeholder("id"),
      productId: placeholder("productId"),
      position: placeholder("position"),
      price: placeholder("price"),
      stock: placeholder("stock"),
      document: placeholder("document"),
      ...always,
      backorder: false,
      revision: 0,
    })
    .prepare();
  const addSome = database.transaction((from: number, to: number) => {
    for (let number = from; number < to; number += 1) {
      const id = `product-${String(number).padStart(7, "0")}`;
      const title = `Field Jacket No. ${number}`;
      addProduct.run({ id, title, document: productDocument(number) });
      for (let position = 0; position < VARIANTS_A_PRODUCT; position += 1) {
        addVariant.run({
          id: `${id}-${position}`,
          productId: id,
          position,
          price: 2_000 + ((number * 37) % 20_000),
          stock: (number + position) % 40,
          document: variantDocument(title, number, position),
        });
      }
    }
  });
  const count = Math.ceil(size / VARIANTS_A_PRODUCT);
  for (let from = 0; from < count; from += PRODUCTS_A_TRANSACTION) {
    addSome(from, Math.min(count, from + PRODUCTS_A_TRANSACTION));
  }
}

function productDocument(number: number): string {
  const material = materials[number % materials.length];
  return JSON.stringify({
    handle: `field-jacket-${number}`,
    description: {
      html: `<p>A jacket of <strong>${material}</strong> with four pockets, &ldquo;storm&rdquo; cuffs and a collar that folds away, cut for layers.</p><ul><li>Wash cold, dry flat</li><li>Made in small runs; number&nbsp;${number} of the series</li></ul>`,
    },
    brand: "Alder, Fern & Sons",
    categories: [
      { value: "Clothing > Jackets", taxonomy: "merchant" },
      {
        value: "Apparel & Accessories > Clothing > Outerwear > Coats & Jackets",
        taxonomy: "google_product_category",
      },
    ],
    tags: ["jacket", "field"],
    media: [
      { type: "image", url: `https://pictures.example/jackets/${number}/front.jpg`, altText: "Front" },
      { type: "image", url: `https://pictures.example/jackets/${number}/back.jpg`, altText: "Back" },
    ],
    attributes: { material, gender: "unisex", age_group: "adult" },
  });
}

function variantDocument(title: string, number: number, position: number): string {
  const size = ["Small", "Medium", "Large", "Extra Large"][position] ?? "";
  const colour = colours[number % colours.length] ?? "";
  return JSON.stringify({
    title: `${title} - ${size}`,
    sku: `FJ-${number}-${position}`,
    barcodes: [
      { type: "GTIN", value: withCheckDigit(200_000_000_000 + number * VARIANTS_A_PRODUCT + position) },
    ],
    options: [
      { name: "Size", value: size },
      { name: "Color", value: colour },
    ],
    media: [],
    weight: { value: 820, unit: "g" },
    dimensions: { length: 40, width: 30, height: 6, unit: "cm" },
    requiresShipping: true,
    taxClass: "standard",
    condition: ["new"],
  });
}

/** A GTIN-13 of twelve digits and their check digit. */
function withCheckDigit(digits: number): string {
  const text = String(digits);
  const sum = [...text].reduce((all, digit, index) => all + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return text + ((10 - (sum % 10)) % 10);
}

/** The terms of the made catalogue's shop. The moment is always the same: what is written twice is the same. */
export function benchTerms(): FeedTerms {
  const currency = parseCurrency("usd");
  if (currency === undefined) throw new Error("there is no US dollar");
  const now = instant(Date.parse("2026-06-01T12:00:00Z"));
  const timezone = "America/Los_Angeles";
  return {
    sellerName: "Alder & Fern",
    sellerUrl: "https://shop.example/",
    privacyPolicy: "https://shop.example/privacy",
    termsOfUse: "https://shop.example/terms",
    currency,
    language: "en",
    countries: ["US"],
    storeCountry: "US",
    timezone,
    productUrl: "https://shop.example/products/{handle}",
    defaults: { return_policy: "https://shop.example/returns", return_window: 30 },
    offersCheckout: true,
    zones: [
      {
        country: "US",
        region: "",
        rates: [{ service: "Standard", price: { kind: "flat", amount: minor(599) } }],
      },
    ],
    now,
    today: dayOf(now, timezone),
  };
}
