/**
 * Text on one line, without what would steer a terminal or turn the order of what follows: for names, notes and answers
 * from outside where a person reads them beside words of ours.
 */
export function stripControlCharacters(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, " ");
}
