import { pipeline, Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { parse as parseText } from "csv-parse/sync";
import { type Delimiter, delimiterOf, withoutSeparatorLine } from "./delimiter.ts";
import { FileRefused } from "./refusal.ts";

/** A line of a delimited file: its number from 1 (that of its first line, when quoted cells span several) and cells. */
export interface DelimitedRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** How a text ended that has been read. */
export interface TextEnd {
  /** Whether its last line was ended by a line break. */
  isEnded: boolean;
}

/** What no real export needs, and what bounds the memory a hostile one can take. */
const LONGEST_ROW = 1_048_576;

/** The same text; `end` knows how it ended once it has. */
export async function* watchEnd(text: AsyncIterable<string>, end: TextEnd): AsyncGenerator<string> {
  for await (const chunk of text) {
    end.isEnded = chunk.endsWith("\n");
    yield chunk;
  }
}

/**
 * Reads a delimited file row by row, its header first. Empty lines are left out.
 *
 * @throws FileRefused where quotes are not closed or a row is longer than a mebibyte: what follows cannot be trusted.
 */
export async function* readDelimited(
  text: AsyncIterable<string>,
  delimiter: Delimiter,
): AsyncGenerator<DelimitedRow> {
  let ended = 0;
  let empty = 0;
  const parser = parse({
    delimiter,
    max_record_size: LONGEST_ROW,
    // Rows of a wrong length are refused one by one, with their line.
    relax_column_count: true,
    // Tab-separated feeds write inches as 5", unquoted.
    relax_quotes: delimiter === "\t",
    skip_empty_lines: true,
    // Runs as each row is read, so that an error after it knows where the row in error begins.
    on_record(cells, { lines, empty_lines }) {
      const line = ended + empty_lines - empty + 1;
      ended = lines;
      empty = empty_lines;
      return [String(line), ...cells];
    },
  });
  // Ends the parser with the source's error; the loop below hears of it.
  pipeline(Readable.from(text), parser, () => {});
  try {
    for await (const [line, ...cells] of parser as AsyncIterable<string[]>)
      yield { line: Number(line), cells };
  } catch (error) {
    throw error instanceof CsvError ? refused(error, ended + 1) : error;
  }
}

function refused(error: CsvError, line: number): FileRefused {
  switch (error.code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return new FileRefused(
        `A quote opened on line ${line} or later is never closed: the file is cut off, or a quote inside a cell is not doubled.`,
      );
    case "CSV_MAX_RECORD_SIZE":
      return new FileRefused(
        `The row that begins on line ${line} is longer than ${LONGEST_ROW} characters: a quote may not be closed.`,
      );
    default:
      return new FileRefused(
        `The row that begins on line ${line} cannot be read as a row of cells: quotes inside a cell must be doubled, and the cell quoted.`,
      );
  }
}

/** The header of a file that starts like this; none when it does not start like a delimited file. */
export function headerOf(start: string): readonly string[] {
  try {
    const [header = []] = parseText(withoutSeparatorLine(start), {
      delimiter: delimiterOf(start),
      to: 1,
      relax_quotes: true,
    });
    return header;
  } catch {
    return [];
  }
}
