import type { Description } from "../product.ts";

type Convert = (html: string) => string;

/** Markup that makes lines. Where there is none, those of the text itself do. */
const block =
  /<\/?(?:address|article|blockquote|br|dd|div|dl|dt|h[1-6]|hr|li|ol|p|pre|section|table|tr|ul)\b/i;

/** What is left after one reading when an export escaped its markup: an end of an element, a line break, an entity. */
const escapedMarkup = /<\/[a-z][a-z0-9]*>|<br\s*\/?>|&(?:amp|lt|gt|quot|apos|nbsp|#39|#x27);/i;

/** HTML's library is loaded by the first text that has markup: a selling server may never see one. */
const converters: { flowing?: Convert; lined?: Convert } = {};

function toPlainText(html: string): string {
  if (block.test(html)) {
    converters.flowing ??= makeConverter(false);
    return converters.flowing(html);
  }
  converters.lined ??= makeConverter(true);
  return converters.lined(html);
}

function makeConverter(preserveNewlines: boolean): Convert {
  const { compile }: typeof import("html-to-text") = require("html-to-text");
  return compile({
    wordwrap: false,
    preserveNewlines,
    selectors: [
      { selector: "a", options: { ignoreHref: true } },
      { selector: "img", format: "skip" },
      { selector: "hr", format: "skip" },
      { selector: "h1", options: { uppercase: false } },
      { selector: "h2", options: { uppercase: false } },
      { selector: "h3", options: { uppercase: false } },
      { selector: "h4", options: { uppercase: false } },
      { selector: "table", format: "dataTable", options: { uppercaseHeaderCells: false } },
    ],
    limits: { maxDepth: 100, maxInputLength: 1_048_576 },
  });
}

/**
 * A description as a shop's export holds it, which may be HTML: then both forms are given, since agents and feeds show
 * plain text. `undefined` when it says nothing.
 */
export function readDescription(text: string | undefined): Description | undefined {
  if (text === undefined) return undefined;
  if (!hasMarkup(text)) return { plain: text };
  const once = toPlainText(text);
  const plain = (escapedMarkup.test(once) ? toPlainText(once) : once).trim();
  return plain === "" ? undefined : { plain, html: text };
}

/** Whether a tag or an entity is in it. The end of a tag is looked for once, not from each of many beginnings. */
function hasMarkup(text: string): boolean {
  const tag = text.search(/<[a-z!/]/i);
  return (tag !== -1 && text.includes(">", tag)) || /&(?:[a-z][a-z0-9]*|#\d+|#x[0-9a-f]+);/i.test(text);
}

/** A name or a category without the entities that an export may write: `Salt &amp; Pepper` is `Salt & Pepper`. */
export function unescapeEntities(text: string): string {
  return /&(?:[a-z][a-z0-9]*|#\d+|#x[0-9a-f]+);/i.test(text) ? (readDescription(text)?.plain ?? text) : text;
}
