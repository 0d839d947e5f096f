/** Words as a line begins with them: "in transit" is "In transit". */
export function capitalized(words: string): string {
  return words.replace(/^./u, (letter) => letter.toUpperCase());
}
