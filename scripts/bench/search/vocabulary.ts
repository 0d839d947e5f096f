/** A sequence of numbers from 0 to 1 that is the same in every run (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const onsets = [
  "b",
  "br",
  "c",
  "d",
  "f",
  "g",
  "gr",
  "h",
  "k",
  "l",
  "m",
  "n",
  "p",
  "r",
  "s",
  "st",
  "t",
  "v",
  "w",
];
const vowels = ["a", "e", "i", "o", "u", "ai", "ou", "ee"];
const codas = ["", "l", "m", "n", "nd", "r", "rk", "s", "st", "t"];

/** So many different words that nobody has heard and anybody could say. */
export function makeWords(count: number, random: () => number): string[] {
  const pick = (parts: readonly string[]) => parts[Math.floor(random() * parts.length)] ?? "";
  const words = new Set<string>();
  while (words.size < count) {
    const syllables = 1 + Math.floor(random() * 3);
    let word = "";
    for (let index = 0; index < syllables; index += 1) word += pick(onsets) + pick(vowels) + pick(codas);
    if (word.length > 2) words.add(word);
  }
  return [...words];
}

/**
 * Picks words as people use them: the word of rank n comes 1/n times as often as the first (Zipf's law).
 *
 * @returns a function that gives the next word.
 */
export function zipfPicker(words: readonly string[], random: () => number): () => string {
  const sums: number[] = [];
  let sum = 0;
  for (let rank = 1; rank <= words.length; rank += 1) {
    sum += 1 / rank;
    sums.push(sum);
  }
  return () => {
    const wanted = random() * sum;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return words[low] ?? "";
  };
}
