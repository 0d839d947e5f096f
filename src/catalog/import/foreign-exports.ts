/** A shop system whose exports are not read here, and what they are known by. */
interface ForeignExport {
  readonly system: string;
  /** Columns, in lower case, that stand together in its exports and in no others. */
  readonly columns: readonly string[];
  /** How its goods can be had in a form that is read here, in words that follow "To bring your products here, ". */
  readonly advice: string;
}

const feedByApp = (what: string) =>
  `let ${what} write a product feed for Google Merchant Center (XML or TSV), and import its address`;

/**
 * Sources: each system's documentation of its product export. PrestaShop's has two forms, of the product list and of
 * its import; Squarespace and Square have renamed columns over the years, so that few are asked for.
 */
const foreignExports: readonly ForeignExport[] = [
  {
    system: "Etsy",
    columns: ["title", "currency_code", "quantity", "image1"],
    advice:
      "import the file into Shopify or WooCommerce and export it there, or write one product a line (JSONL)",
  },
  {
    system: "BigCommerce",
    columns: ["item type", "product name", "product code/sku"],
    advice: feedByApp("a feed app of BigCommerce's marketplace"),
  },
  {
    system: "BigCommerce",
    columns: ["item", "inventory tracking", "current stock"],
    advice: feedByApp("a feed app of BigCommerce's marketplace"),
  },
  {
    system: "Wix",
    columns: ["handleid", "fieldtype", "productimageurl"],
    advice: feedByApp("a feed app of Wix's app market"),
  },
  {
    system: "Squarespace",
    columns: ["product id [non editable]", "variant id [non editable]"],
    advice: feedByApp("an extension of Squarespace's"),
  },
  {
    system: "PrestaShop",
    columns: ["product id", "reference", "price (tax excl.)"],
    advice: feedByApp("a Google Merchant module of PrestaShop's"),
  },
  {
    system: "PrestaShop",
    columns: ["product id", "active (0/1)", "tax rules id"],
    advice: feedByApp("a Google Merchant module of PrestaShop's"),
  },
  {
    system: "Magento (Adobe Commerce)",
    columns: ["sku", "attribute_set_code", "product_type"],
    advice: feedByApp("a Google feed extension of Magento's"),
  },
  {
    system: "Square",
    columns: ["token", "item name", "variation name"],
    advice: feedByApp("Square Online's Google integration or a feed app"),
  },
];

/** Whose export a file with these columns is, and how to get one that is read; `undefined` when nobody's we know. */
export function foreignExportWords(columns: readonly string[]): string | undefined {
  const present = new Set(columns.map((name) => name.trim().toLowerCase()));
  const found = foreignExports.find((known) => known.columns.every((name) => present.has(name)));
  return (
    found &&
    `This is ${found.system}'s own export, which is not read here. To bring your products here, ${found.advice}.`
  );
}
