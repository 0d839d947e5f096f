import { distance } from "fastest-levenshtein";

/**
 * The known words that one was likely meant to be, the nearest first: those that few changes of a letter make of it, in
 * whatever letter case.
 */
export function nearest<Word extends string>(word: string, known: Iterable<Word>): Word[] {
  const most = Math.max(2, word.length / 3);
  return [...known]
    .map((each) => ({ each, changes: distance(word.toLowerCase(), each.toLowerCase()) }))
    .filter(({ each, changes }) => changes <= most && changes < each.length)
    .sort((one, other) => one.changes - other.changes)
    .map(({ each }) => each);
}
