/** Something in a file that cannot be taken as it is, said so that the merchant can mend it. */
export interface Refusal {
  /** Line of the file, from 1. A row or element that spans lines is named by its first. */
  readonly line: number;
  /** The column, field or element, as the file spells it. */
  readonly column?: string | undefined;
  /** What was found there, shortened. */
  readonly value?: string | undefined;
  readonly reason: string;
}

const LONGEST_VALUE_SHOWN = 80;

/** Makes a {@link Refusal}, with the value made fit to be shown on one line of a terminal. */
export function makeRefusal(
  line: number,
  column: string | undefined,
  value: string | undefined,
  reason: string,
): Refusal {
  return { line, column, value: value === undefined ? undefined : showable(value), reason };
}

/** One refusal as one line for a person: `line 12, Variant Price "12,5": must be …`. */
export function describeRefusal({ line, column, value, reason }: Refusal): string {
  const place = column === undefined ? `line ${line}` : `line ${line}, ${column}`;
  return value === undefined ? `${place}: ${reason}` : `${place} ${JSON.stringify(value)}: ${reason}`;
}

/**
 * A whole file that cannot be taken: cut off, not text, of no known format, or without one product in it. Nothing has
 * been changed when it is thrown. `refusals` says what is wrong with its rows, when it came to that.
 */
export class FileRefused extends Error {
  override readonly name = "FileRefused";
  readonly refusals: readonly Refusal[];
  constructor(message: string, refusals: readonly Refusal[] = []) {
    super(message);
    this.refusals = refusals;
  }
}

/** Control characters could move a terminal's cursor or break a log line; long values would bury the reason. */
function showable(value: string): string {
  const clean = value
    .slice(0, LONGEST_VALUE_SHOWN + 1)
    .replace(/\p{Cc}+/gu, " ")
    .trim();
  return clean.length > LONGEST_VALUE_SHOWN ? `${clean.slice(0, LONGEST_VALUE_SHOWN)}…` : clean;
}
