import type { Product, Variant } from "../../src/catalog/product.ts";
import { asId, type ProductId, type VariantId } from "../../src/ids.ts";
import { minor } from "../../src/money.ts";

/** A variant to be tested with: a small linen shirt of 48.00 with ten in stock, but for what is `given`. */
export function variantOf(product: string, id: string, given: Partial<Variant> = {}): Variant {
  return {
    id: asId<VariantId>(id),
    productId: asId<ProductId>(product),
    title: "Small",
    sku: "LS-S",
    barcodes: [{ type: "GTIN", value: "4006381333931" }],
    price: minor(4800),
    stock: 10,
    backorder: false,
    options: [{ name: "Size", value: "Small" }],
    media: [],
    weight: { value: 240, unit: "g" },
    requiresShipping: true,
    taxClass: "standard",
    condition: ["new"],
    ...given,
  };
}

/** A product to be tested with: a linen shirt in one size, but for what is `given`. */
export function productOf(id: string, given: Partial<Product> = {}): Product {
  return {
    id: asId<ProductId>(id),
    title: "Linen shirt",
    handle: id,
    description: { plain: "Cool in summer." },
    brand: "Harbour",
    categories: [{ value: "Clothing > Shirts", taxonomy: "merchant" }],
    tags: ["summer"],
    media: [{ type: "image", url: "https://shop.example/shirt.jpg", altText: "A shirt" }],
    published: true,
    attributes: { material: "linen" },
    variants: [variantOf(id, `${id}-small`)],
    ...given,
  };
}
