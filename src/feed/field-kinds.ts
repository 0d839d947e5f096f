import { type Currency, formatMajor, type Minor, parseCurrency, parseMajor } from "../money.ts";
import { cleanLine, cleanText } from "./text.ts";

/** What a field that is said in text may hold, and how it is read. */
export interface FieldKind<Value> {
  /** What is allowed, in words that complete "must be …". */
  readonly allowed: string;
  /** The value; `undefined` when the text says none. */
  readonly read: (text: string) => Value | undefined;
}

/** One line of plain text, cut at a word. */
export function line(longest: number): FieldKind<string> {
  return { allowed: `text of at most ${longest} characters`, read: (text) => cleanLine(text, longest) };
}

/** Plain text of several lines, cut at a word. */
export function paragraphs(longest: number): FieldKind<string> {
  return { allowed: `text of at most ${longest} characters`, read: (text) => cleanText(text, longest) };
}

/** One of some words, in any letter case, with spaces or dashes for underscores. */
export function oneOfField<const Word extends string>(
  words: readonly Word[],
  synonyms: Readonly<Record<string, Word>> = {},
): FieldKind<Word> {
  return {
    allowed: `one of ${words.join(", ")}`,
    read(text) {
      const found = text
        .trim()
        .toLowerCase()
        .replace(/[\s-]+/g, "_");
      return words.find((word) => word.toLowerCase() === found) ?? synonyms[found];
    },
  };
}

export const condition = oneOfField(["new", "refurbished", "used"], {
  renewed: "refurbished",
  reconditioned: "refurbished",
  secondhand: "used",
  second_hand: "used",
  pre_owned: "used",
});

export const flag: FieldKind<boolean> = {
  allowed: "true or false",
  read(text) {
    switch (text.trim().toLowerCase()) {
      case "true":
      case "yes":
      case "1":
        return true;
      case "false":
      case "no":
      case "0":
        return false;
      default:
        return undefined;
    }
  },
};

export function wholeNumberField(least: number): FieldKind<number> {
  return {
    allowed: `a whole number of ${least} or more`,
    read(text) {
      const number = /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
      return number !== undefined && number >= least ? number : undefined;
    },
  };
}

/** A decimal number between two bounds, both inside. */
export function decimal(least: number, most: number): FieldKind<number> {
  return {
    allowed: `a number from ${least} to ${most}`,
    read(text) {
      const number = /^\d{1,12}(\.\d{1,6})?$/.test(text.trim()) ? Number(text) : undefined;
      return number !== undefined && number >= least && number <= most ? number : undefined;
    },
  };
}

/** A share as "2%" or "2": the number before the sign. */
export const percentage: FieldKind<number> = {
  allowed: "a percentage from 0 to 100, like 2%",
  read: (text) => decimal(0, 100).read(text.trim().replace(/%$/, "").trimEnd()),
};

/** A day of the calendar, as ISO 8601 writes it. Of a date-time the day is taken as written. */
export const day: FieldKind<string> = {
  allowed: 'a day as "2026-12-25"',
  read(text) {
    const found = /^(\d{4}-\d{2}-\d{2})(?:$|[T ])/.exec(text.trim())?.[1];
    if (found === undefined) return undefined;
    const at = new Date(`${found}T00:00:00Z`);
    return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(found) ? found : undefined;
  },
};

/** An absolute http or https address, with what must be encoded in it encoded. */
export const webAddressField: FieldKind<string> = {
  allowed: "a whole https:// address",
  read: readWebAddress,
};

/** Addresses with commas between them. A comma within one must be written `%2C`. */
export const webAddresses: FieldKind<readonly string[]> = {
  allowed: "whole https:// addresses with commas between them",
  read(text) {
    const found = text.split(",").map((part) => readWebAddress(part.trim()));
    return found.every((address) => address !== undefined) ? found : undefined;
  },
};

/** A path through a taxonomy, "A > B > C". */
export const categoryPath: FieldKind<string> = {
  allowed: 'a path such as "Clothing > Shirts"',
  read(text) {
    const parts = (cleanLine(text, 750) ?? "").split(/\s*(?:>|›|»)\s*/).filter((part) => part !== "");
    return parts.length === 0 ? undefined : parts.join(" > ");
  },
};

/** ISO 3166-1 alpha-2. */
export const countryField: FieldKind<string> = {
  allowed: "a country as two letters, like US",
  read: (text) => (/^[a-z]{2}$/i.test(text.trim()) ? text.trim().toUpperCase() : undefined),
};

/** Countries with commas between them. */
export const countries: FieldKind<readonly string[]> = {
  allowed: "countries as two letters each, with commas between them",
  read(text) {
    const found = text.split(",").map((part) => countryField.read(part));
    return found.every((code) => code !== undefined) ? found : undefined;
  },
};

/** One way of shipping and what it costs, as feeds write it: `US:CA:Overnight:16.00 USD`. The region may be empty. */
export interface FeedShippingPrice {
  readonly country: string;
  readonly region: string;
  readonly service: string;
  /** "16.00 USD" */
  readonly price: string;
}

/** Shipping quotes with commas between them. */
export const shippingQuotes: FieldKind<readonly FeedShippingPrice[]> = {
  allowed: 'country:region:service:price, like "US:CA:Overnight:16.00 USD"',
  read(text) {
    const quotes = text.split(",").map(readShippingQuote);
    return quotes.every((quote) => quote !== undefined) ? quotes : undefined;
  },
};

/** Writes an amount with its currency as feeds do: `79.99 USD`. */
export function money(amount: Minor, currency: Currency): string {
  return `${formatMajor(amount, currency)} ${currency.toUpperCase()}`;
}

/** Flat JSON: an object of texts. */
export const textByName: FieldKind<Readonly<Record<string, string>>> = {
  allowed: 'a JSON object of texts, like {"season":"summer"}',
  read(text) {
    const found = readJson(text);
    if (!isObject(found) || !Object.values(found).every((value) => typeof value === "string"))
      return undefined;
    return Object.fromEntries(Object.entries(found).map(([name, value]) => [name, String(value)]));
  },
};

/** A JSON array of flat objects, each with the given members as texts or numbers. */
export function listOf(...members: readonly string[]): FieldKind<readonly FlatObject[]> {
  return {
    allowed: `a JSON array of objects with ${members.join(" and ")}`,
    read(text) {
      const found = readJson(text);
      if (!Array.isArray(found)) return undefined;
      const items = found.filter(
        (item) => isFlat(item) && members.every((member) => item[member] !== undefined),
      );
      return items.length === found.length && items.length > 0 ? items : undefined;
    },
  };
}

/** An object of texts and numbers. */
export type FlatObject = Readonly<Record<string, string | number>>;

function readWebAddress(text: string): string | undefined {
  const url = URL.parse(text.trim());
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "")
    return undefined;
  // As it was written where nothing had to be encoded: a parser adds slashes that another shop's page may not like.
  return /^[\x21-\x7e]+$/.test(text.trim()) && !/["<>\\^`{|}]/.test(text) ? text.trim() : url.href;
}

function readShippingQuote(text: string): FeedShippingPrice | undefined {
  const [place, region, service, price, ...more] = text.split(":").map((part) => part.trim());
  const [, amount = "", code = ""] = /^(\d+(?:\.\d+)?) ([A-Z]{3})$/.exec(price ?? "") ?? [];
  const currency = parseCurrency(code);
  const read = currency && parseMajor(amount, currency);
  if (!place || !service || region === undefined || !currency || read === undefined || more.length > 0)
    return undefined;
  const inCountry = countryField.read(place);
  return inCountry === undefined
    ? undefined
    : { country: inCountry, region, service, price: money(read, currency) };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isFlat(value: unknown): value is FlatObject {
  return (
    isObject(value) &&
    Object.values(value).every((each) => typeof each === "string" || typeof each === "number")
  );
}
