import { headerOf } from "./delimited.ts";
import { foreignExportWords } from "./foreign-exports.ts";
import type { CatalogFormat, ImportFormatName } from "./format.ts";
import { googleFormat } from "./google.ts";
import { nativeFormat } from "./native-format.ts";
import { FileRefused } from "./refusal.ts";
import { shopify } from "./shopify.ts";
import { woocommerce } from "./woocommerce.ts";

/** Every format, the ones with the more telling headers first. */
const formats: readonly CatalogFormat[] = [nativeFormat, shopify, woocommerce, googleFormat];

/**
 * The format a merchant named, or, for `auto`, the one a file that starts like this is in.
 *
 * @throws FileRefused when it is in none, saying what was found.
 */
export function formatFor(name: ImportFormatName | "auto", start: string): CatalogFormat {
  if (start.trim() === "") throw new FileRefused("This file is empty.");
  const columns = headerOf(start);
  const foreign = name === "auto" ? foreignWords(start, columns) : undefined;
  if (foreign !== undefined) throw new FileRefused(`${foreign} Nothing was changed.`);
  const found =
    name === "auto"
      ? formats.find((format) => format.recognizes(start, columns))
      : formats.find((format) => format.name === name);
  if (!found) throw new FileRefused(notRecognized(start, columns));
  return found;
}

/** What a file is that only looks like one of ours, or like none, and how to get one that is read. */
function foreignWords(start: string, columns: readonly string[]): string | undefined {
  if (/^\s*\{\s*"products"\s*:\s*\[/.test(start)) {
    return (
      "This is Shopify's products.json, which says nothing of stock, tax or drafts. " +
      "Export the products instead: Shopify admin > Products > Export, as a plain CSV file."
    );
  }
  return foreignExportWords(columns) ?? localizedWooCommerce(columns, start);
}

/** WooCommerce's kinds of product, which it writes in English in every language, in the second column. */
const wooCommerceRow =
  /^"?\d+"?[,;]"?(?:simple|variable|variation|grouped|external)(?:, (?:virtual|downloadable))*"?[,;]/m;

function localizedWooCommerce(columns: readonly string[], start: string): string | undefined {
  const isRead = woocommerce.recognizes(start, columns);
  if (isRead || columns[0]?.toLowerCase() !== "id" || !wooCommerceRow.test(start)) return undefined;
  return (
    "This is WooCommerce's export with its column names in another language, and not all columns are in it, so that " +
    "their order does not say which they are. Export all columns, or set your own language to English " +
    "(WordPress > Profile > Language) and export again."
  );
}

function notRecognized(start: string, columns: readonly string[]): string {
  const known =
    "a product export of Shopify or WooCommerce, a Google Merchant feed (TSV or XML), or one ACP product a line (JSONL)";
  if (start.trimStart().startsWith("[")) {
    return `This is one JSON array. Write each product on a line of its own instead (JSONL), or give ${known}.`;
  }
  const shown = columns.slice(0, 8).map((name) => JSON.stringify(name.slice(0, 40)));
  const found =
    columns.length > 1
      ? `Its first line has the columns ${shown.join(", ")}${columns.length > 8 ? ", …" : ""}.`
      : "";
  return `This is in no format known here. ${found} A catalogue is ${known}.`;
}
