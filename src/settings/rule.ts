import type { SchemaOptions } from "@sinclair/typebox";
import ipaddr from "ipaddr.js";
import { DAY, HOUR, MINUTE } from "../clock.ts";
import { isCountry } from "../countries.ts";
import {
  type Currency,
  formatMajor,
  type Minor,
  minor,
  type PartsPerMillion,
  parseCurrency,
  parseMajor,
  parsePercent,
  ZERO,
} from "../money.ts";
import { webAddressOf } from "../web-address.ts";

/** What one setting may be. */
export interface Rule<Value> {
  /** What is allowed, in words that complete "allowed: …". */
  readonly allowed: string;
  /** Gives the value, or `undefined` when what was found is not allowed. */
  readonly read: (found: unknown) => Value | undefined;
  /** Given in place of a value that is missing or wrong, so that reading can go on and find every mistake. */
  readonly standIn: Value;
  /** What was found is never repeated, in a message or elsewhere. */
  readonly isSecret?: boolean;
  /** Says of a value that is allowed still how it is better written; `undefined` when it is well so. */
  readonly remark?: (found: unknown) => string | undefined;
  /** The same in JSON Schema, for editors, as far as that can say it; left out: it is text. */
  readonly schema?: SchemaOptions;
}

function textRule(allowed: string, read: (text: string) => string | undefined): Rule<string> {
  return {
    allowed,
    standIn: "",
    read: (found) => (typeof found === "string" ? read(found.trim()) : undefined),
  };
}

/** Text matching `pattern` from end to end. */
export function matching(pattern: RegExp, allowed: string): Rule<string> {
  return {
    ...textRule(allowed, (text) => (pattern.test(text) ? text : undefined)),
    schema: { type: "string", pattern: pattern.source },
  };
}

/** Any text. */
export const words = matching(/\S/, "text that is not empty");

/** Any text of visible ASCII characters, never shown again: what a bearer token or a shared key can be made of. */
export const secret: Rule<string> = {
  ...matching(/^[\x21-\x7e]+$/, "visible ASCII characters without spaces"),
  isSecret: true,
};

/** A {@link secret} that lets somebody in: shorter, it could be guessed at over the network. */
export const accessSecret: Rule<string> = {
  ...matching(/^[\x21-\x7e]{16,}$/, "at least 16 visible ASCII characters without spaces"),
  isSecret: true,
};

/** TOML's own booleans. */
export const yesOrNo: Rule<boolean> = {
  allowed: "true or false",
  standIn: false,
  schema: { type: "boolean" },
  read: (found) => (typeof found === "boolean" ? found : undefined),
};

/** A whole number between two bounds, both inside, written as a number or in digits. */
export function wholeNumber(least: number, most: number): Rule<number> {
  return {
    allowed: `a whole number from ${least} to ${most}`,
    standIn: least,
    schema: { type: ["integer", "string"], minimum: least, maximum: most, pattern: "^\\s*\\d{1,15}\\s*$" },
    read(found) {
      const number = typeof found === "string" && /^\d{1,15}$/.test(found.trim()) ? Number(found) : found;
      return Number.isSafeInteger(number) && Number(number) >= least && Number(number) <= most
        ? Number(number)
        : undefined;
    },
  };
}

/** A time between two bounds, both inside, with its unit; given in milliseconds. */
export function duration(least: number, most: number): Rule<number> {
  return {
    allowed: `a time such as "90m", "12h" or "30d", from ${spelled(least)} to ${spelled(most)}`,
    standIn: least,
    schema: { type: "string", pattern: durationPattern.source },
    read(found) {
      const [, count, unit] = durationPattern.exec(typeof found === "string" ? found.trim() : "") ?? [];
      const milliseconds = Number(count) * (unit === "d" ? DAY : unit === "h" ? HOUR : MINUTE);
      return milliseconds >= least && milliseconds <= most ? milliseconds : undefined;
    },
  };
}

const durationPattern = /^(\d{1,6})([mhd])$/;

function spelled(milliseconds: number): string {
  const [size, unit] =
    milliseconds % DAY === 0 ? [DAY, "d"] : milliseconds % HOUR === 0 ? [HOUR, "h"] : [MINUTE, "m"];
  return `${milliseconds / size}${unit}`;
}

/** {@link wholeNumber} of minutes. Given in milliseconds. */
export function minutes(least: number, most: number): Rule<number> {
  const rule = wholeNumber(least, most);
  return {
    ...rule,
    allowed: `${rule.allowed} (minutes)`,
    standIn: least * MINUTE,
    read: (found) => {
      const number = rule.read(found);
      return number === undefined ? undefined : number * MINUTE;
    },
  };
}

/** One of the words given, in any letter case; editors propose the one given here. */
export function oneOf<const Word extends string>(...choices: readonly [Word, ...Word[]]): Rule<Word> {
  return {
    allowed: choices.map((choice) => JSON.stringify(choice)).join(", "),
    standIn: choices[0],
    schema: { enum: choices },
    read: (found) => {
      if (typeof found !== "string") return undefined;
      return choices.find((choice) => choice === found.trim().toLowerCase());
    },
  };
}

/** What `rule` allows, and words that were allowed before under the names they have now. */
export function withFormerWords<const Word extends string>(
  rule: Rule<Word>,
  formerWords: ReadonlyMap<string, Word>,
): Rule<Word> {
  const renamedTo = (found: unknown) =>
    typeof found === "string" ? formerWords.get(found.trim().toLowerCase()) : undefined;
  return {
    ...rule,
    read: (found) => renamedTo(found) ?? rule.read(found),
    remark(found) {
      const word = renamedTo(found);
      return word && `${JSON.stringify(found)} is called ${JSON.stringify(word)} now; both are understood`;
    },
  };
}

/** An absolute http or https address, as answers may show it. No credentials in it. */
export const webAddress = textRule('an absolute address such as "https://shop.example/terms"', webAddressOf);

/** Scheme, host and port alone. Given without a trailing slash. */
export const origin: Rule<string> = {
  ...textRule(
    'scheme and host alone, such as "https://shop.example"; a path goes into base_path of shop.toml',
    (text) => {
      const url = URL.parse(text);
      return url && isWeb(url) && (text === url.origin || text === `${url.origin}/`) ? url.origin : undefined;
    },
  ),
  // Addresses are built on it: with no origin at all, each of them would be called a mistake of its own.
  standIn: "http://localhost",
};

function isWeb(url: URL): boolean {
  return url.protocol === "https:" || url.protocol === "http:";
}

/** An e-mail address, as far as its shape tells. */
export const email = matching(
  /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/,
  'an e-mail address such as "help@shop.example"',
);

/** A country as {@link isCountry} knows it, in either letter case. Given in upper case. */
export const country = textRule('a country as ISO 3166-1 writes it in two letters, such as "US"', (text) => {
  const code = text.toUpperCase();
  return isCountry(code) ? code : undefined;
});

/** The part of an ISO 3166-2 code after the dash, without a list to check it against. */
export const state = textRule(
  'a state or province as ISO 3166-2 writes it after the dash, such as "CA"',
  (text) => (/^[A-Za-z0-9]{1,3}$/.test(text) ? text.toUpperCase() : undefined),
);

/** What agents see and send back of a way of fulfillment. */
export const optionId = matching(
  /^[A-Za-z0-9._-]{1,64}$/,
  "1 to 64 letters, digits, dots, dashes or underscores",
);

/** What goods are taxed as. */
export const taxClass = matching(
  /^[a-z0-9_-]{1,64}$/,
  'a tax class in lower case, such as "standard" or "reduced-rate"',
);

/** ISO 4217, in lower case. */
export const currency: Rule<Currency> = {
  allowed: 'a currency as ISO 4217 writes it, such as "usd"',
  // The one place where a code is made without being looked up: US dollars are in every version of ISO 4217.
  standIn: "usd" as Currency,
  read: (found) => (typeof found === "string" ? parseCurrency(found) : undefined),
};

/** IANA, in its canonical spelling. */
export const timezone = textRule('a time zone of the IANA list, such as "America/Los_Angeles"', (text) => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
});

/**
 * The decimal a person wrote, from text or from a TOML number. JavaScript writes a number back as the shortest decimal
 * that means it, which is the one in the file as long as that has at most 15 digits; longer ones are refused.
 */
function decimal(found: unknown): string | undefined {
  if (typeof found === "string") return found;
  if (typeof found !== "number") return undefined;
  const text = String(found);
  return /^-?\d+(\.\d+)?$/.test(text) && text.replace(/\D/g, "").length <= 15 ? text : undefined;
}

/** What {@link decimal} understands. */
const writtenDecimal = { type: ["number", "string"], minimum: 0 };

/** An amount in major units, zero or more: `5.99` and `"5.99"` are 599 cents. */
export function amount(of: Currency): Rule<Minor> {
  const example = formatMajor(minor(599), of);
  return {
    allowed: `an amount in ${of.toUpperCase()}, zero or more, such as ${example}`,
    standIn: ZERO,
    schema: writtenDecimal,
    read(found) {
      const text = decimal(found);
      const parsed = text === undefined ? undefined : parseMajor(text, of);
      return parsed !== undefined && parsed >= 0 ? parsed : undefined;
    },
  };
}

/** {@link amount} in the shop's own currency. */
export const amountOfShop = ({ currency }: { readonly currency: Currency }): Rule<Minor> => amount(currency);

/** A percentage from 0 to 100: `8.25` and `"8.25 %"` are 82,500 parts per million. */
export const percent: Rule<PartsPerMillion> = {
  allowed: "a percentage from 0 to 100 with at most four decimals, such as 8.25",
  standIn: 0 as PartsPerMillion,
  schema: { ...writtenDecimal, maximum: 100 },
  read(found) {
    const text = decimal(found);
    const parsed = text === undefined ? undefined : parsePercent(text);
    return parsed !== undefined && parsed <= 1_000_000 ? parsed : undefined;
  },
};

/** IP addresses and CIDR ranges with commas between them, or `none`. Given as ranges: `10.0.0.1` is `10.0.0.1/32`. */
export const addressRanges: Rule<readonly string[]> = {
  allowed: 'IP addresses or ranges with commas between them, such as "10.0.0.0/8,::1", or "none"',
  standIn: [],
  read(found) {
    if (typeof found !== "string") return undefined;
    if (found.trim().toLowerCase() === "none") return [];
    const ranges = found.split(",").map((part) => addressRange(part.trim()));
    return ranges.every((range) => range !== undefined) ? ranges : undefined;
  },
};

function addressRange(text: string): string | undefined {
  if (ipaddr.isValidCIDR(text)) return text;
  // Of the old spellings of IPv4 ("127.1", octal) only four decimal numbers are let through.
  if (!ipaddr.isValid(text) || !(text.includes(":") || ipaddr.IPv4.isValidFourPartDecimal(text)))
    return undefined;
  return `${text}/${text.includes(":") ? 128 : 32}`;
}
