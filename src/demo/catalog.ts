import type { Product, Variant } from "../catalog/product.ts";
import { asId, type ProductId, type VariantId } from "../ids.ts";
import { minor } from "../money.ts";

/** What differs between the demo shop's variants; the rest is the same for all. */
type DemoVariant = Pick<Variant, "title" | "stock"> &
  Partial<Omit<Variant, "id" | "productId" | "price" | "listPrice">> & {
    readonly id: string;
    /** Cents. */
    readonly price: number;
    /** Cents. */
    readonly listPrice?: number;
  };

interface DemoProduct {
  readonly handle: string;
  readonly title: string;
  readonly description: string;
  readonly category: string;
  readonly googleCategory: string;
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly variants: readonly DemoVariant[];
  /** The ground of its picture: a CSS colour. */
  readonly colour: string;
}

const brand = "Harbor & Pine";

const catalogue: readonly DemoProduct[] = [
  {
    handle: "canvas-tote",
    title: "Canvas Tote",
    description:
      "A roomy tote of 16 oz natural canvas with shoulder-length handles and one inside pocket. Holds a laptop, a lunch and a loaf.",
    category: "Bags > Totes",
    googleCategory: "Luggage & Bags > Shopping Totes",
    tags: ["bag", "everyday"],
    attributes: { material: "cotton canvas", color: "natural", mpn: "HP-TOTE-01" },
    colour: "#d8c8a8",
    variants: [
      {
        id: "canvas-tote",
        title: "Canvas Tote",
        sku: "HP-TOTE-01",
        price: 2800,
        // Enough that a load test never sells it out.
        stock: 1_000_000,
        weight: { value: 0.75, unit: "lb" },
        dimensions: { length: 15, width: 5, height: 14, unit: "in" },
      },
    ],
  },
  {
    handle: "linen-shirt",
    title: "Linen Shirt",
    description:
      "A relaxed long-sleeved shirt of garment-washed European linen. Corozo buttons, one chest pocket, gets softer with every wash.",
    category: "Clothing > Shirts",
    googleCategory: "Apparel & Accessories > Clothing > Shirts & Tops",
    tags: ["shirt", "summer"],
    attributes: { material: "linen", color: "sea blue", gender: "unisex", age_group: "adult" },
    colour: "#8fb3c7",
    variants: (["Small", "Medium", "Large"] as const).map((size, index) => ({
      id: `linen-shirt-${size.toLowerCase()}`,
      title: `Linen Shirt - ${size}`,
      sku: `HP-LINEN-${size[0]}`,
      price: 6400,
      stock: [40, 25, 0][index] ?? 0,
      options: [{ name: "Size", value: size }],
      weight: { value: 9 + index, unit: "oz" as const },
    })),
  },
  {
    handle: "merino-beanie",
    title: "Merino Beanie",
    description:
      "A ribbed beanie of extra-fine merino, warm enough for a windy pier and thin enough for a pocket.",
    category: "Clothing > Hats",
    googleCategory: "Apparel & Accessories > Clothing Accessories > Hats",
    tags: ["hat", "winter"],
    attributes: { material: "merino wool", gender: "unisex", age_group: "adult" },
    colour: "#6d7f63",
    variants: ["Charcoal", "Moss", "Rust"].map((color) => ({
      id: `merino-beanie-${color.toLowerCase()}`,
      title: `Merino Beanie - ${color}`,
      sku: `HP-BEANIE-${color.slice(0, 3).toUpperCase()}`,
      price: 2600,
      listPrice: 3400,
      stock: 60,
      options: [{ name: "Color", value: color }],
      weight: { value: 3, unit: "oz" as const },
    })),
  },
  {
    handle: "enamel-mug",
    title: "Enamel Mug",
    description: "A 12 oz mug of enamelled steel that survives campfires and dishwashers alike.",
    category: "Kitchen > Mugs",
    googleCategory: "Home & Garden > Kitchen & Dining > Tableware > Drinkware > Mugs",
    tags: ["mug", "camping"],
    attributes: { material: "enamelled steel" },
    colour: "#34495e",
    variants: ["Cream", "Navy"].map((color) => ({
      id: `enamel-mug-${color.toLowerCase()}`,
      title: `Enamel Mug - ${color}`,
      sku: `HP-MUG-${color.slice(0, 3).toUpperCase()}`,
      price: 1450,
      stock: 120,
      options: [{ name: "Color", value: color }],
      weight: { value: 0.4, unit: "lb" as const },
      maxQuantity: 12,
    })),
  },
  {
    handle: "cedar-candle",
    title: "Cedar & Sea Salt Candle",
    description: "A soy wax candle with a cotton wick, poured by hand to order. Burns for about 45 hours.",
    category: "Home > Candles",
    googleCategory: "Home & Garden > Decor > Home Fragrances > Candles",
    tags: ["candle", "gift"],
    attributes: { material: "soy wax", scent: "cedar, sea salt" },
    colour: "#a9927d",
    // Made to order: nobody counts them.
    variants: [
      {
        id: "cedar-candle",
        title: "Cedar & Sea Salt Candle",
        sku: "HP-CANDLE-CS",
        price: 2200,
        stock: null,
        weight: { value: 14, unit: "oz" },
      },
    ],
  },
  {
    handle: "wool-throw",
    title: "Herringbone Wool Throw",
    description:
      "A 50 by 70 inch throw of undyed lambswool in a herringbone weave, finished with a twisted fringe.",
    category: "Home > Blankets",
    googleCategory: "Home & Garden > Linens & Bedding > Bedding > Blankets",
    tags: ["blanket", "gift", "winter"],
    attributes: { material: "lambswool", color: "undyed grey" },
    colour: "#b7b1a5",
    variants: [
      {
        id: "wool-throw",
        title: "Herringbone Wool Throw",
        sku: "HP-THROW-HB",
        price: 14500,
        stock: 0,
        weight: { value: 2.6, unit: "lb" },
      },
    ],
  },
  {
    handle: "card-holder",
    title: "Leather Card Holder",
    description:
      "Four cards and a folded note in vegetable-tanned leather, stitched in our workshop. Made again within two weeks when it runs out.",
    category: "Accessories > Wallets",
    googleCategory: "Apparel & Accessories > Handbags, Wallets & Cases > Wallets & Money Clips",
    tags: ["leather", "gift"],
    attributes: { material: "leather" },
    colour: "#8a5a3b",
    variants: ["Tan", "Black"].map((color) => ({
      id: `card-holder-${color.toLowerCase()}`,
      title: `Leather Card Holder - ${color}`,
      sku: `HP-CARD-${color.slice(0, 3).toUpperCase()}`,
      price: 3800,
      stock: color === "Tan" ? 15 : 0,
      backorder: true,
      options: [{ name: "Color", value: color }],
      weight: { value: 2, unit: "oz" as const },
    })),
  },
  {
    handle: "field-notebook",
    title: "Field Notebooks, Pack of 3",
    description:
      "Three pocket notebooks, 48 dot-grid pages each, on paper that takes a fountain pen. The last of this print run.",
    category: "Stationery > Notebooks",
    googleCategory: "Office Supplies > General Office Supplies > Paper Products > Notebooks & Notepads",
    tags: ["paper", "everyday"],
    attributes: { material: "recycled paper" },
    colour: "#c9a227",
    variants: [
      {
        id: "field-notebook",
        title: "Field Notebooks, Pack of 3",
        sku: "HP-NOTE-3",
        price: 1299,
        stock: 3,
        weight: { value: 6, unit: "oz" },
      },
    ],
  },
  {
    handle: "waxed-apron",
    title: "Waxed Canvas Apron",
    description:
      "A cross-back workshop apron of waxed canvas with leather straps, a pencil pocket and a towel loop.",
    category: "Kitchen > Aprons",
    googleCategory: "Home & Garden > Kitchen & Dining > Kitchen Tools & Utensils > Aprons",
    tags: ["apron", "workshop", "gift"],
    attributes: { material: "waxed cotton canvas", color: "olive" },
    colour: "#5b5f3c",
    variants: [
      {
        id: "waxed-apron",
        title: "Waxed Canvas Apron",
        sku: "HP-APRON-OL",
        price: 7200,
        listPrice: 8500,
        stock: 18,
        weight: { value: 1.4, unit: "lb" },
      },
    ],
  },
  {
    handle: "gift-card",
    title: "Gift Card",
    description: "A gift card sent by e-mail within minutes. Never expires.",
    category: "Gift Cards",
    googleCategory: "Arts & Entertainment > Party & Celebration > Gift Giving > Gift Cards & Certificates",
    tags: ["gift", "digital"],
    attributes: {},
    colour: "#b0413e",
    // Value changes hands, not goods: taxed when it is spent.
    variants: [25, 50, 100].map((dollars) => ({
      id: `gift-card-${dollars}`,
      title: `Gift Card - $${dollars}`,
      sku: `HP-GIFT-${dollars}`,
      price: dollars * 100,
      stock: null,
      options: [{ name: "Amount", value: `$${dollars}` }],
      requiresShipping: false,
      taxClass: "exempt",
    })),
  },
];

/**
 * The demo shop's catalogue, in US cents: with variants, an untracked, a backordered, a sold-out and a digital product.
 *
 * @param publicBaseUrl where {@link demoPicture} is served, without a trailing slash.
 */
export function demoCatalog(publicBaseUrl: string): readonly Product[] {
  return catalogue.map(
    ({ handle, title, description, category, googleCategory, tags, attributes, variants }) => {
      const id = asId<ProductId>(handle);
      return {
        id,
        title,
        handle,
        description: { plain: description },
        brand,
        categories: [
          { value: category, taxonomy: "merchant" },
          { value: googleCategory, taxonomy: "google_product_category" },
        ],
        tags,
        media: [{ type: "image", url: `${publicBaseUrl}/demo/${handle}.svg`, altText: title }],
        published: true,
        attributes,
        merchantFields: tags.includes("digital")
          ? { download_url: `${publicBaseUrl}/demo/${handle}.svg` }
          : undefined,
        variants: variants.map((variant) => demoVariant(id, variant)),
      };
    },
  );
}

function demoVariant(
  productId: ProductId,
  { id, title, price, listPrice, stock, ...rest }: DemoVariant,
): Variant {
  return {
    id: asId<VariantId>(id),
    productId,
    title,
    barcodes: [],
    price: minor(price),
    listPrice: listPrice === undefined ? undefined : minor(listPrice),
    stock,
    backorder: false,
    options: [],
    media: [],
    requiresShipping: true,
    taxClass: "standard",
    condition: ["new"],
    ...rest,
  };
}

/**
 * The picture of a demo product, as SVG, for `GET /demo/{handle}.svg`: drawn here, so that the demo shop needs no
 * network. `undefined` when there is no such product.
 */
export function demoPicture(handle: string): string | undefined {
  const product = catalogue.find((candidate) => candidate.handle === handle);
  if (!product) return undefined;
  const title = product.title.replace("&", "&amp;");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800" role="img" aria-label="${title}">
<rect width="800" height="800" fill="${product.colour}"/>
<text x="400" y="380" font-family="Georgia, serif" font-size="48" fill="#fff" text-anchor="middle">${title}</text>
<text x="400" y="450" font-family="Georgia, serif" font-size="28" fill="#fff" text-anchor="middle">${brand.replace("&", "&amp;")}</text>
</svg>
`;
}
