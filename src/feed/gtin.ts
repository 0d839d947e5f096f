import { isGtin } from "../catalog/import/barcodes.ts";
import type { FieldKind } from "./field-kinds.ts";

/**
 * A GTIN of 8, 12, 13 or 14 digits with a valid check digit (GS1 General Specifications 7.9); spaces and dashes go. An
 * ISBN-10 with a valid check digit (ISO 2108) is given as the ISBN-13 of the same book.
 */
export const gtin: FieldKind<string> = {
  allowed: "8, 12, 13 or 14 digits with a valid check digit",
  read(text) {
    const digits = text.replace(/[\s-]/g, "");
    return isGtin(digits) && Number(digits) !== 0 ? digits : isbn13Of(digits);
  },
};

/** ISO 2108: ten digits weighted 10 to 1 sum to a multiple of 11, the last may be X for ten. */
function isbn13Of(text: string): string | undefined {
  if (!/^\d{9}[\dXx]$/.test(text)) return undefined;
  const sum = [...text.toUpperCase()].reduce(
    (all, digit, index) => all + (digit === "X" ? 10 : Number(digit)) * (10 - index),
    0,
  );
  if (sum % 11 !== 0) return undefined;
  const stem = `978${text.slice(0, 9)}`;
  return [..."0123456789"].map((check) => stem + check).find(isGtin);
}
