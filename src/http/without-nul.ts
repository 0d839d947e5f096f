/** The character for what could not be read (U+FFFD). */
export const UNREADABLE = "\uFFFD";

/**
 * A percent-encoded text without the character U+0000, which nothing that a shop keeps has, and which a database on a
 * server refuses even in a question. {@link UNREADABLE} stands in its place: nothing is found by that either.
 *
 * @param encoded an address, or a form as it was sent.
 */
export function withoutNul(encoded: string): string {
  if (!encoded.includes("%00") && !encoded.includes("\0")) return encoded;
  return encoded.replaceAll("%00", encodeURIComponent(UNREADABLE)).replaceAll("\0", UNREADABLE);
}
