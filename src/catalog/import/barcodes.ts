import type { Barcode } from "../product.ts";

/** A barcode as an export holds it: a GTIN when it is one, with its check digit, else whatever the merchant scans. */
export function barcodesOf(text: string | undefined): readonly Barcode[] {
  if (text === undefined) return [];
  return [{ type: isGtin(text) ? "GTIN" : "barcode", value: text }];
}

/** GS1 General Specifications 7.9: digits weighted 3 and 1 from the right, summing to a multiple of ten. */
export function isGtin(text: string): boolean {
  if (!/^(?:\d{8}|\d{12,14})$/.test(text)) return false;
  let sum = 0;
  for (let index = 0; index < text.length; index += 1) {
    const fromRight = text.length - index;
    sum += Number(text[index]) * (fromRight % 2 === 0 ? 3 : 1);
  }
  return sum % 10 === 0;
}
