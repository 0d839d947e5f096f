import type { Instant } from "../../clock.ts";
import { type Currency, type Minor, parseMajor } from "../../money.ts";
import { webAddressOf } from "../../web-address.ts";
import { momentExamples, readMoment } from "../import/dates.ts";
import type { Media, SalePrice, Weight, WeightUnit } from "../product.ts";
import type { VariantEdit } from "./edit-product.ts";
import { descriptionFrom } from "./merge-overrides.ts";
import type { ProductOverride, ProductValues, VariantValues } from "./override.ts";
import { fieldSpelled, productFields, spelledField, variantFields } from "./override-fields.ts";

/** What the text of a field is read by. */
export interface TextTerms {
  readonly currency: Currency;
  /** IANA zone in which days begin and end. */
  readonly timezone: string;
  /** The pictures there are: one that stays keeps what is said of it. */
  readonly media: readonly Media[];
}

/** What text comes to: a change, or why it is none; `reason` goes on after the field's name. */
export type TextRead<Change> =
  | { readonly ok: true; readonly change: Change }
  | { readonly ok: false; readonly reason: string };

/** Reads a field of a product as a person types it; an empty text says that there is none. */
export function productChangeFromText(
  name: string,
  text: string,
  terms: TextTerms,
): TextRead<ProductOverride> {
  const field = fieldSpelled(productFields, name);
  if (field === undefined) return { ok: false, reason: `is no field of a product. ${known(productFields)}` };
  return readProductField(field, text.trim(), terms);
}

/** Reads a field of a variant as a person types it; an empty text says that there is none. */
export function variantChangeFromText(name: string, text: string, terms: TextTerms): TextRead<VariantEdit> {
  const field = fieldSpelled(variantFields, name);
  if (field === undefined) return { ok: false, reason: `is no field of a variant. ${known(variantFields)}` };
  return readVariantField(field, text.trim(), terms);
}

function readProductField(
  field: keyof ProductValues,
  text: string,
  terms: TextTerms,
): TextRead<ProductOverride> {
  switch (field) {
    case "title":
      return text === "" ? none("title") : { ok: true, change: { field, value: text } };
    case "description":
      return { ok: true, change: { field, value: descriptionFrom(text) } };
    case "brand":
      return { ok: true, change: { field, value: text === "" ? null : text } };
    case "categories":
      return {
        ok: true,
        change: { field, value: linesOf(text).map((value) => ({ value, taxonomy: "merchant" })) },
      };
    case "media":
      return mapRead(readMedia(text, terms.media), (value) => ({ field, value }));
    case "published":
    case "listed":
      return mapRead(readFlag(text), (value) => ({ field, value }));
  }
}

function readVariantField(field: keyof VariantValues, text: string, terms: TextTerms): TextRead<VariantEdit> {
  switch (field) {
    case "title":
      return text === "" ? none("title") : { ok: true, change: { field, value: text } };
    case "sku":
      return { ok: true, change: { field, value: text === "" ? null : text } };
    case "price":
      return mapRead(readAmount(text, terms.currency), (value) => ({ field, value }));
    case "listPrice":
      return mapRead(unlessEmpty(text, readAmount(text, terms.currency)), (value) => ({ field, value }));
    case "sale":
      return mapRead(readSaleText(text, terms), (value) => ({ field, value }));
    case "media":
      return mapRead(readMedia(text, terms.media), (value) => ({ field, value }));
    case "weight":
      return mapRead(unlessEmpty(text, readWeight(text)), (value) => ({ field, value }));
    case "taxClass":
      return { ok: true, change: { field, value: text === "" ? "standard" : text } };
    case "maxQuantity":
      return mapRead(unlessEmpty(text, readCount(text)), (value) => ({ field, value }));
    case "backorder":
    case "requiresShipping":
    case "listed":
      return mapRead(readFlag(text), (value) => ({ field, value }));
  }
}

/**
 * Reads a lower price with the days it holds for, each as a person types it.
 *
 * @param until the last day, or the moment from which it no longer holds.
 */
export function readSale(
  { price, from, until }: { readonly price: string; readonly from: string; readonly until: string },
  { currency, timezone }: Pick<TextTerms, "currency" | "timezone">,
): TextRead<SalePrice | null> {
  if (price.trim() === "") return { ok: true, change: null };
  const amount = readAmount(price, currency);
  if (!amount.ok) return amount;
  const [startsAt, endsAt] = [readEdge(from, timezone, "start"), readEdge(until, timezone, "end")];
  if (!startsAt.ok) return startsAt;
  if (!endsAt.ok) return endsAt;
  return {
    ok: true,
    change: {
      price: amount.change,
      ...(startsAt.change !== undefined && { startsAt: startsAt.change }),
      ...(endsAt.change !== undefined && { endsAt: endsAt.change }),
    },
  };
}

/** `15.00`, `15.00 from 2026-11-27`, `15.00 from 2026-11-27 until 2026-11-30`, in this order. */
function readSaleText(text: string, terms: TextTerms): TextRead<SalePrice | null> {
  const [, price = "", from = "", until = ""] =
    /^(\S*)(?:\s+from\s+(.+?))?(?:\s+until\s+(.+))?$/is.exec(text) ?? [];
  if (text !== "" && price === "")
    return { ok: false, reason: "must be a price, like 15.00 from 2026-11-27 until 2026-11-30" };
  return readSale({ price, from, until }, terms);
}

function readEdge(text: string, timezone: string, edge: "start" | "end"): TextRead<Instant | undefined> {
  if (text.trim() === "") return { ok: true, change: undefined };
  const at = readMoment(text, timezone, edge);
  return at === undefined ? { ok: false, reason: `must be ${momentExamples}` } : { ok: true, change: at };
}

function readAmount(text: string, currency: Currency): TextRead<Minor> {
  const amount = parseMajor(text.trim(), currency);
  return amount === undefined || amount < 0
    ? { ok: false, reason: `must be an amount in ${currency.toUpperCase()} like 12.50` }
    : { ok: true, change: amount };
}

function readFlag(text: string): TextRead<boolean> {
  if (/^(yes|true|1|on)$/i.test(text)) return { ok: true, change: true };
  return /^(no|false|0|off)?$/i.test(text)
    ? { ok: true, change: false }
    : { ok: false, reason: "must be yes or no" };
}

function readCount(text: string): TextRead<number> {
  const count = Number(text);
  return /^\d{1,9}$/.test(text) && count > 0
    ? { ok: true, change: count }
    : { ok: false, reason: "must be a whole number above 0" };
}

const weightUnits: readonly WeightUnit[] = ["g", "kg", "oz", "lb"];

function readWeight(text: string): TextRead<Weight> {
  const [, number = "", unitText = ""] = /^(\d+(?:[.,]\d+)?)\s*([a-z]+)$/i.exec(text) ?? [];
  const unit = weightUnits.find((each) => each === unitText.toLowerCase());
  const value = Number(number.replace(",", "."));
  return unit !== undefined && value > 0
    ? { ok: true, change: { value, unit } }
    : { ok: false, reason: `must be a weight like 240 g (${weightUnits.join(", ")})` };
}

function readMedia(text: string, before: readonly Media[]): TextRead<readonly Media[]> {
  const media: Media[] = [];
  for (const line of linesOf(text)) {
    const url = webAddressOf(line);
    if (url === undefined)
      return {
        ok: false,
        reason: `must be whole https:// addresses, one a line, not ${JSON.stringify(line)}`,
      };
    media.push(before.find((each) => each.url === url) ?? { type: "image", url });
  }
  return { ok: true, change: media };
}

function linesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function unlessEmpty<Value>(text: string, read: TextRead<Value>): TextRead<Value | null> {
  return text === "" ? { ok: true, change: null } : read;
}

function mapRead<Value, Change>(read: TextRead<Value>, map: (value: Value) => Change): TextRead<Change> {
  return read.ok ? { ok: true, change: map(read.change) } : read;
}

function none(field: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason: `must not be empty: every product has a ${field}` };
}

function known(fields: readonly string[]): string {
  return `There are ${fields.map(spelledField).join(", ")}`;
}
