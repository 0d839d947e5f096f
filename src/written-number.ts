/** What a number that somebody wrote comes to. */
export type WrittenNumber =
  /** `decimal` is the number with a point and without separators: `-1299.5`. */
  | { readonly kind: "number"; readonly decimal: string }
  /** It is written in a way that means one number in one country and another elsewhere. */
  | { readonly kind: "ambiguous"; readonly readings: readonly [string, string] };

const wholeGroups = {
  ",": /^(?:\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3})$/,
  ".": /^\d{1,3}(?:\.\d{3})+$/,
} as const;

/**
 * Reads a number as people and exports write it: the one rule for prices, measures, counts and rates of every file.
 *
 * - Spaces and apostrophes between groups of three digits part thousands: `1 299`, `1'299.50`.
 * - Of a comma and a point in one number the last is the decimal one: `1,299.50` and `1.299,50`.
 * - One of them repeated parts thousands: `1,299,000`.
 * - One of them, once, is the decimal one: `12,5`, `0.250`, `19,0000`. But where exactly three digits follow and one to
 *   three that do not begin with a zero stand before it (`1,500`), it could part thousands as well: that is ambiguous,
 *   unless it is a point and `decimals` says that what is counted has three decimals (`1.250` kg, `1.250` KWD), as
 *   every machine writes them.
 *
 * @param decimals how many decimals what is counted is written with at most: a currency's, 0 for pieces and grams.
 * @returns `undefined` when it is no number.
 */
export function readWrittenNumber(text: string, decimals: number): WrittenNumber | undefined {
  const [, sign = "", written = ""] = /^([-−]?)\s*(.+)$/.exec(text.trim()) ?? [];
  const digits = withoutSpaces(written);
  if (digits === undefined || !/^\d*(?:[.,]\d*)*$/.test(digits) || !/\d/.test(digits)) return undefined;
  const number = (whole: string, fraction = ""): WrittenNumber | undefined =>
    whole.length > 15 || fraction.length > 15
      ? undefined
      : { kind: "number", decimal: decimalOf(sign, whole, fraction) };
  const last = Math.max(digits.lastIndexOf(","), digits.lastIndexOf("."));
  if (last < 0) return number(digits);
  const separator = digits[last] === "," ? "," : ".";
  const whole = digits.slice(0, last);
  const fraction = digits.slice(last + 1);
  if (whole.includes(separator)) {
    return wholeGroups[separator].test(digits) ? number(digits.replaceAll(separator, "")) : undefined;
  }
  const other = separator === "," ? "." : ",";
  if (whole.includes(other)) {
    return wholeGroups[other].test(whole) ? number(whole.replaceAll(other, ""), fraction) : undefined;
  }
  const couldPartThousands = /^[1-9]\d{0,2}$/.test(whole) && fraction.length === 3 && digits === written;
  if (couldPartThousands && (separator === "," || decimals < 3)) {
    return {
      kind: "ambiguous",
      readings: [decimalOf(sign, whole + fraction, ""), decimalOf(sign, whole, fraction.replace(/0+$/, ""))],
    };
  }
  return number(whole, fraction);
}

/** Why an ambiguous number is not taken, as a refusal goes on after its value. */
export function ambiguous([thousands, decimal]: readonly [string, string]): string {
  return `could be ${thousands} or ${decimal}: write one of these`;
}

/** Every space and apostrophe that stands where thousands are parted; `undefined` when one stands elsewhere. */
function withoutSpaces(text: string): string | undefined {
  if (!/[\s'’]/.test(text)) return text;
  const [, whole = "", rest = ""] = /^(\d{1,3}(?:[\s'’]\d{3})+)([.,]\d*)?$/.exec(text) ?? [];
  return whole === "" ? undefined : whole.replace(/[\s'’]/g, "") + rest;
}

function decimalOf(sign: string, whole: string, fraction: string): string {
  return `${sign === "" ? "" : "-"}${whole === "" ? "0" : whole}${fraction === "" ? "" : `.${fraction}`}`;
}
