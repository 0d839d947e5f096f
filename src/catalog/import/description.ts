import type { Description } from "../product.ts";

let converter: ((html: string) => string) | undefined;

/** HTML's library is loaded by the first text that has markup: a selling server may never see one. */
function toPlainText(html: string): string {
  converter ??= makeConverter();
  return converter(html);
}

function makeConverter(): (html: string) => string {
  const { compile }: typeof import("html-to-text") = require("html-to-text");
  return compile({
    wordwrap: false,
    selectors: [
      { selector: "a", options: { ignoreHref: true } },
      { selector: "img", format: "skip" },
      { selector: "h1", options: { uppercase: false } },
      { selector: "h2", options: { uppercase: false } },
      { selector: "h3", options: { uppercase: false } },
      { selector: "h4", options: { uppercase: false } },
      { selector: "table", options: { uppercaseHeaderCells: false } },
    ],
    limits: { maxDepth: 100, maxInputLength: 1_048_576 },
  });
}

/**
 * A description as a shop's export holds it, which may be HTML: then both forms are given, since agents and feeds show
 * plain text. `undefined` when it says nothing.
 */
export function describe(text: string | undefined): Description | undefined {
  if (text === undefined) return undefined;
  if (!/<[a-z!/][^>]*>|&(?:[a-z]+|#\d+);/i.test(text)) return { plain: text };
  const plain = toPlainText(text).trim();
  return plain === "" ? undefined : { plain, html: text };
}
