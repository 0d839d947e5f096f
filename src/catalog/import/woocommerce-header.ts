/**
 * The columns of WooCommerce's product export, in the order it writes them: the same in every language. `Weight` to
 * `Height` have the shop's unit in brackets, in every language, too.
 */
const columns = [
  "ID",
  "Type",
  "SKU",
  "GTIN, UPC, EAN, or ISBN",
  "Name",
  "Published",
  "Is featured?",
  "Visibility in catalog",
  "Short description",
  "Description",
  "Date sale price starts",
  "Date sale price ends",
  "Tax status",
  "Tax class",
  "In stock?",
  "Stock",
  "Low stock amount",
  "Backorders allowed?",
  "Sold individually?",
  "Weight",
  "Length",
  "Width",
  "Height",
  "Allow customer reviews?",
  "Purchase note",
  "Sale price",
  "Regular price",
  "Categories",
  "Tags",
  "Shipping class",
  "Images",
  "Download limit",
  "Download expiry days",
  "Parent",
  "Grouped products",
  "Upsells",
  "Cross-sells",
  "External URL",
  "Button text",
  "Position",
] as const;

const firstMeasure = columns.indexOf("Weight");
const gtinAt = columns.indexOf("GTIN, UPC, EAN, or ISBN");
const unit = /\(([^()]+)\)\s*$/;

/** The columns of one attribute and of one file, as they follow each other. */
const attributeParts = ["name", "value(s)", "visible", "global", "default"];
const fileParts = ["ID", "name", "URL"];

/**
 * The English names of a header that WooCommerce wrote in another language, by their position: for an export of all
 * columns, with or without the GTIN that older versions lack. `undefined` for a header that is in no such order, or in
 * English already.
 */
export function englishHeader(header: readonly string[]): readonly string[] | undefined {
  if (header[0]?.trim().toLowerCase() !== "id" || header[1]?.trim().toLowerCase() === "type")
    return undefined;
  const order = ordersOf(columns).find((names) => fits(names, header));
  if (!order) return undefined;
  const fixed = order.map((name, index) => {
    const [, written] = unit.exec(header[index] ?? "") ?? [];
    return isMeasure(name) ? `${name} (${written})` : name;
  });
  return [...fixed, ...englishRest(header.slice(order.length))];
}

function ordersOf(all: readonly string[]): readonly (readonly string[])[] {
  return [all, all.toSpliced(gtinAt, 1)];
}

function isMeasure(name: string): boolean {
  return columns.slice(firstMeasure, firstMeasure + 4).some((column) => column === name);
}

/** Whether the four measures, and they alone, are where the order has them. */
function fits(order: readonly string[], header: readonly string[]): boolean {
  return (
    header.length >= order.length &&
    order.every((name, index) => unit.test(header[index] ?? "") === isMeasure(name))
  );
}

/** What follows the last fixed column: attributes in fours or fives, files in threes, and extensions' own. */
function englishRest(rest: readonly string[]): readonly string[] {
  const names: string[] = [];
  for (let at = 0; at < rest.length; ) {
    const number = numberIn(rest[at]);
    let end = at + 1;
    while (number !== undefined && end < rest.length && numberIn(rest[end]) === number) end += 1;
    const run = rest.slice(at, end);
    if (number !== undefined && (run.length === 4 || run.length === 5)) {
      names.push(...run.map((_, index) => `Attribute ${number} ${attributeParts[index]}`));
    } else if (number !== undefined && run.length === 3) {
      names.push(...run.map((_, index) => `Download ${number} ${fileParts[index]}`));
    } else names.push(...run);
    at = end;
  }
  return names;
}

function numberIn(name: string | undefined): string | undefined {
  if (name === undefined || /^meta:/i.test(name)) return undefined;
  return /(?:^|\s)(\d{1,3})(?:\s|$)/.exec(name)?.[1];
}
