/** Whether the text is the number of a card: 12 to 19 digits with the check digit of ISO/IEC 7812-1, annex B. */
export function isCardNumber(text: string): boolean {
  return /^\d{12,19}$/.test(text) && passesLuhn(text);
}

/** Lengths and first digits of the card brands: Mastercard's 2 series, Amex, Diners and JCB, Visa, Maestro, Discover, UnionPay. */
const brands = /^(?:2[2-7]\d{14}|3\d{13,18}|4\d{12,18}|[56]\d{11,18})$/;

const uuid = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi;

/** Digits with up to three characters between them that are neither letters nor digits: `4242-4242`, `4242 · 4242`. */
const digitGroups = /\d+(?:[^\p{L}\p{N}]{1,3}\d+)*/gu;

/** The most digits that a card has. */
const LONGEST = 19;

/**
 * Whether somebody would find a card's number in the text: alone, in groups, with words before or after, or in another
 * script's digits. Of digits among others only what a card brand could have given out counts, so that a token made of
 * the time or of a UUID is none. Takes time in proportion to the text.
 */
export function holdsCardNumber(text: string): boolean {
  const readable = westernDigits(text.normalize("NFKC"));
  if (isCardNumber(readable.replaceAll(/[^\p{L}\p{N}]/gu, ""))) return true;
  const runs = readable.replaceAll(uuid, " id ").match(digitGroups) ?? [];
  return runs.some((run) => holdsBrandedNumber(run.match(/\d+/g) ?? []));
}

/** Whether groups that follow each other make up a card's number. */
function holdsBrandedNumber(groups: readonly string[]): boolean {
  return groups.some((_, start) => {
    let digits = "";
    for (const group of groups.slice(start, start + LONGEST)) {
      digits += group;
      if (digits.length > LONGEST) return false;
      if (brands.test(digits) && isCardNumber(digits)) return true;
    }
    return false;
  });
}

/** The text with each decimal digit of another script as its western one: Unicode keeps the ten of a script together. */
function westernDigits(text: string): string {
  return text.replaceAll(/(?!\d)\p{Nd}/gu, (digit) => {
    let value = 0;
    const code = digit.codePointAt(0) ?? 0;
    while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(code - value - 1))) value += 1;
    return String(value);
  });
}

function passesLuhn(number: string): boolean {
  const sum = [...number].reverse().reduce((all, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return all + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
