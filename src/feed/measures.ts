import type { Dimensions, Weight, WeightUnit } from "../catalog/product.ts";
import type { FieldKind } from "./field-kinds.ts";

/** A weight with its unit: "1.5 lb". */
export const weight: FieldKind<Weight> = {
  allowed: 'a weight in g, kg, oz or lb, like "1.5 lb"',
  read(text) {
    const [, digits = "", word = ""] = /^(\d{1,9}(?:\.\d{1,6})?)\s*([a-z]+)\.?$/i.exec(text.trim()) ?? [];
    const unit = weightUnits[word.toLowerCase()];
    const value = Number(digits);
    return unit !== undefined && value > 0 ? { value, unit } : undefined;
  },
};

/** Length, width and height with one unit: "12x8x5 in". Other units of length become centimetres or inches. */
export const dimensions: FieldKind<Dimensions> = {
  allowed: 'length, width and height in mm, cm, m, in or ft, like "12x8x5 in"',
  read(text) {
    const number = String.raw`(\d{1,9}(?:\.\d{1,6})?)`;
    const pattern = new RegExp(
      String.raw`^${number}\s*[x×]\s*${number}\s*[x×]\s*${number}\s*([a-z"]+)$`,
      "i",
    );
    const [, length, width, height, word = ""] = pattern.exec(text.trim()) ?? [];
    const read = lengthUnits[word.toLowerCase()];
    if (read === undefined) return undefined;
    // To a ten-thousandth: what binary fractions add to "0.7 m" is not the merchant's.
    const inUnit = (side: string | undefined) => Math.round(Number(side) * read.each * 10_000) / 10_000;
    const sides = { length: inUnit(length), width: inUnit(width), height: inUnit(height) };
    return Object.values(sides).every((side) => side > 0) ? { ...sides, unit: read.unit } : undefined;
  },
};

/** A measure of goods for prices per unit: "16 oz". */
export const measure: FieldKind<string> = {
  allowed: 'an amount and its unit, like "750 ml"',
  read(text) {
    const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,6})?)\s*([a-z]{1,12})$/i.exec(text.trim()) ?? [];
    return amount !== undefined && Number(amount) > 0 ? `${amount} ${unit}` : undefined;
  },
};

/** How long something takes: "1 day". */
export const durationField: FieldKind<string> = {
  allowed: 'a duration like "2 days"',
  read: (text) =>
    /^[1-9]\d{0,3} (?:minute|hour|day|week)s?$/.test(text.trim().toLowerCase())
      ? text.trim().toLowerCase()
      : undefined,
};

const weightUnits: Readonly<Record<string, WeightUnit>> = {
  g: "g",
  gram: "g",
  grams: "g",
  kg: "kg",
  kgs: "kg",
  kilogram: "kg",
  kilograms: "kg",
  oz: "oz",
  ounce: "oz",
  ounces: "oz",
  lb: "lb",
  lbs: "lb",
  pound: "lb",
  pounds: "lb",
};

/** A unit of length, and how many of ours one of it is. */
const lengthUnits: Readonly<Record<string, { readonly unit: Dimensions["unit"]; readonly each: number }>> = {
  mm: { unit: "cm", each: 0.1 },
  cm: { unit: "cm", each: 1 },
  m: { unit: "cm", each: 100 },
  in: { unit: "in", each: 1 },
  inch: { unit: "in", each: 1 },
  inches: { unit: "in", each: 1 },
  '"': { unit: "in", each: 1 },
  ft: { unit: "in", each: 12 },
  feet: { unit: "in", each: 12 },
};
