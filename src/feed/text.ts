import { readDescription } from "../catalog/import/description.ts";

/**
 * Text as a feed shows it on one line: without markup, entities, control characters and runs of spaces, and no longer
 * than `longest` UTF-16 units, cut at a word. `undefined` when nothing is left.
 */
export function cleanLine(text: string | undefined, longest: number): string | undefined {
  if (text === undefined) return undefined;
  if (plainLine.test(text)) return cutAtWord(text, longest);
  return filled(
    cutAtWord(
      withoutMarkup(text)
        .replace(/[\s\u0085]+/g, " ")
        .trim(),
      longest,
    ),
  );
}

/** As {@link cleanLine}, but keeps the lines of a text and at most one empty line between its paragraphs. */
export function cleanText(text: string | undefined, longest: number): string | undefined {
  if (text === undefined) return undefined;
  const lines = withoutMarkup(text)
    .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, "\n")
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n");
  return filled(cutAtWord(lines.trim(), longest));
}

/** Of a text that is cut at a word at least this part is kept: some languages write with hardly a space. */
const LEAST_KEPT = 0.7;

/** What people write is shorter, UTF-16 units: nothing behind it is looked at. */
const LONGEST_GRAPHEME = 64;

/** Made for the first text that is cut within a word: it takes longer than most of what is loaded to start. */
let graphemes: Intl.Segmenter | undefined;

/**
 * What comes before the last space that leaves at most `longest` units. A longer last word is cut within, where a
 * reader's character ends.
 */
export function cutAtWord(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const end = text.slice(0, longest + 1).search(/\s\S*$/);
  if (end >= longest * LEAST_KEPT) return text.slice(0, end).trimEnd();
  graphemes ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  const around = graphemes.segment(text.slice(0, longest + LONGEST_GRAPHEME));
  return text.slice(0, around.containing(longest)?.index ?? longest).trimEnd();
}

/** Whether all of its letters are capitals, and there are enough of them for that to be a manner of shouting. */
export function isShouted(text: string): boolean {
  return text === text.toUpperCase() && (text.match(/\p{Lu}/gu)?.length ?? 0) > 5;
}

/** What most lines are: words of ASCII with single spaces between them, and no sign that markup begins with. */
const plainLine = /^[!-%'-;=?-~]+(?: [!-%'-;=?-~]+)*$/;

/** Characters that XML 1.0 cannot hold or nobody can see, but for tabs and line ends. */
const invisible = /(?![\t\n\v\f\r\u0085])\p{Cc}|[\u200b\ufeff\ufffe\uffff]/gu;

function withoutMarkup(text: string): string {
  return (readDescription(text)?.plain ?? "").toWellFormed().replace(invisible, "");
}

function filled(text: string): string | undefined {
  return text === "" ? undefined : text;
}
