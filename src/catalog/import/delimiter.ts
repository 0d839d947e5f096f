export type Delimiter = "," | ";" | "\t";

/** Excel's own first line, which says what stands between the cells: `sep=;`. */
const separatorLine = /^\uFEFF?"?sep=([,;\t])"?\r?\n/i;

/**
 * What stands between the cells of a file that starts like this: what its first line says, or whichever of comma,
 * semicolon and tab is most often in its header.
 */
export function delimiterOf(start: string): Delimiter {
  const said = separatorLine.exec(start)?.[1];
  if (said === "," || said === ";" || said === "\t") return said;
  const [header = ""] = start.split("\n", 1);
  const times = (delimiter: string) => header.split(delimiter).length;
  return ([",", ";", "\t"] as const).toSorted((one, other) => times(other) - times(one))[0] ?? ",";
}

/** The same text without a first line that only names the delimiter. */
export function withoutSeparatorLine(start: string): string {
  return start.replace(separatorLine, "");
}

/** Whether the first row of a file only names the delimiter. */
export function isSeparatorRow([first = ""]: readonly string[]): boolean {
  return /^sep=[,;\t]?$/i.test(first.trim());
}
