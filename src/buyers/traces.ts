/** What stands where something of a person stood. */
const BLOT = "[erased]";

/** What a person leaves in texts of others. In any letter case: it is compared without. */
export interface Traces {
  /** E-mail addresses: found where they are not a part of a longer one. */
  readonly emails: Iterable<string>;
  /** Names, streets and telephones: found where they are not a part of a longer word or number. */
  readonly words: Iterable<string>;
}

/** Whether one of the traces is in the text. */
export function holdsTrace(text: string, traces: Traces): boolean {
  return rangesOf(text, traces).length > 0;
}

/** The text with every trace in it blotted out. */
export function blot(text: string, traces: Traces): string {
  let left = "";
  let end = 0;
  for (const range of rangesOf(text, traces)) {
    if (range.to <= end) continue;
    // Of two that overlap the second goes with the first.
    if (range.from >= end) left += text.slice(end, range.from) + BLOT;
    end = range.to;
  }
  return left + text.slice(end);
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Where traces are in a text, from its beginning to its end. */
function rangesOf(text: string, { emails, words }: Traces): readonly Range[] {
  const folded = foldOf(text);
  const of = (traces: Iterable<string>, isApart: (before: string, after: string) => boolean) =>
    [...traces].flatMap((trace) =>
      placesOf(folded.text, foldOf(trace).text)
        .map(({ from, to }) => ({ from: folded.origin(from), to: folded.origin(to) }))
        .filter(({ from, to }) => isApart(text.slice(Math.max(0, from - 2), from), text.slice(to, to + 3))),
    );
  return [...of(emails, isWholeAddress), ...of(words, isWholeWord)].sort(
    (one, other) => one.from - other.from,
  );
}

function isWholeWord(before: string, after: string): boolean {
  return !/[\p{L}\p{N}]\p{M}*$/u.test(before) && !/^[\p{L}\p{N}\p{M}]/u.test(after);
}

/**
 * A full stop behind an address may end the sentence, and an apostrophe before it may be a quote. Other signs that
 * addresses may hold (RFC 5322 3.2.3) seldom do, and often stand before one: `?email=`.
 */
function isWholeAddress(before: string, after: string): boolean {
  return !/[\p{L}\p{N}\p{M}]'?$|[._%+-]$/u.test(before) && !/^[.-]*[\p{L}\p{N}\p{M}]/u.test(after);
}

function placesOf(text: string, trace: string): readonly Range[] {
  const places: Range[] = [];
  if (trace === "") return places;
  for (let from = text.indexOf(trace); from !== -1; from = text.indexOf(trace, from + 1))
    places.push({ from, to: from + trace.length });
  return places;
}

/** A text without letter case. It may be longer than the text, so it tells where in that each place of it came from. */
function foldOf(text: string): { readonly text: string; origin(place: number): number } {
  const origins: number[] = [];
  let folded = "";
  let at = 0;
  for (const letter of text) {
    // The two small forms of one Greek letter.
    const small = letter === "ς" ? "σ" : letter.toLowerCase();
    for (let index = 0; index < small.length; index += 1) origins.push(at);
    folded += small;
    at += letter.length;
  }
  return { text: folded, origin: (place) => origins[place] ?? text.length };
}
