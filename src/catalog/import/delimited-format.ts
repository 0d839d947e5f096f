import { type DelimitedRow, readDelimited, type TextEnd, watchEnd } from "./delimited.ts";
import { delimiterOf, isSeparatorRow } from "./delimiter.ts";
import type { Assembled, CatalogFormat, ImportFormatName } from "./format.ts";
import { FileRefused, makeRefusal, type Refusal } from "./refusal.ts";
import { type Assumptions, type ImportColumn, ImportRow, readCells, writeCells } from "./row.ts";
import type { StagedRow } from "./staging.ts";
import { cutOff } from "./text.ts";

/** What one kind of delimited export has of its own. */
interface DelimitedExport {
  readonly name: ImportFormatName;
  readonly derivesIds?: true | undefined;
  /** Who writes it, as messages name it. */
  readonly writer: string;
  /** Columns without which nothing can be made of a row. */
  readonly required: readonly ImportColumn[];
  /** The header in the names that this kind is read by, where it is written in others; `undefined` where it is not. */
  readonly rename?: ((header: readonly string[]) => readonly string[] | undefined) | undefined;
  /** Which product a row belongs to; `undefined` when the row, having been refused, belongs to none. */
  place(row: ImportRow): { readonly group: string; readonly alias?: string | undefined } | undefined;
  assemble(rows: readonly [ImportRow, ...ImportRow[]], assumptions: Assumptions): Assembled;
}

/** Makes a {@link CatalogFormat} of a delimited export: header, columns and cells are read alike for all. */
export function delimitedFormat(shape: DelimitedExport): CatalogFormat {
  return {
    name: shape.name,
    derivesIds: shape.derivesIds,
    recognizes: (_, columns) =>
      missingColumns(shape.required, shape.rename?.(columns) ?? columns).length === 0,
    read: (text, start) => readRows(shape, text, start),
    assemble(staged, assumptions) {
      const [first, ...rest] = staged.map((row) => new ImportRow(row.line, readCells(row.content)));
      if (!first) throw new Error("a group has at least one row");
      const rows = [first, ...rest] as const;
      const assembled = shape.assemble(rows, assumptions);
      // What said where a row belongs was read, too.
      for (const row of rows) shape.place(row);
      return { ...assembled, columns: columnsOf(rows) };
    },
  };
}

/** What is read of one row of a product is read. */
function columnsOf(rows: readonly ImportRow[]): ReadonlyMap<string, boolean> {
  const columns = new Map<string, boolean>();
  for (const row of rows) {
    for (const name of row.columns) columns.set(name, columns.get(name) === true || row.read.has(name));
  }
  return columns;
}

async function* readRows(
  shape: DelimitedExport,
  text: AsyncIterable<string>,
  start: string,
): AsyncGenerator<StagedRow | Refusal> {
  const end: TextEnd = { isEnded: true };
  let header: readonly string[] | undefined;
  let short: Refusal | undefined;
  for await (const { line, cells } of readDelimited(watchEnd(text, end), delimiterOf(start))) {
    if (short) yield short;
    short = undefined;
    if (!header && line === 1 && isSeparatorRow(cells)) continue;
    if (!header) {
      header = (shape.rename?.(cells) ?? cells).map((name) => name.trim().toLowerCase());
      refuseMissingColumns(shape, header);
    } else if (cells.length < header.length) {
      short = makeRefusal(line, undefined, undefined, lengthMismatch(cells.length, header.length));
    } else if (cells.length > header.length) {
      yield makeRefusal(line, undefined, undefined, lengthMismatch(cells.length, header.length));
    } else {
      yield* placeRow(shape, { line, cells }, header);
    }
  }
  if (!short) return;
  // The last row of a file that was not written to its end.
  if (!end.isEnded) throw cutOff(short.line);
  yield short;
}

function* placeRow(
  shape: DelimitedExport,
  { line, cells: texts }: DelimitedRow,
  header: readonly string[],
): Generator<StagedRow | Refusal> {
  const cells = new Map<string, string>();
  for (const [index, text] of texts.entries()) {
    const name = header[index] ?? "";
    const trimmed = text.trim();
    if (trimmed !== "" && !cells.has(name)) cells.set(name, trimmed);
  }
  if (cells.size === 0) return;
  const row = new ImportRow(line, cells);
  const place = shape.place(row);
  if (place) yield { line, ...place, content: writeCells(cells) };
  else yield* row.refusals;
}

function refuseMissingColumns({ writer, required }: DelimitedExport, header: readonly string[]): void {
  const missing = missingColumns(required, header);
  if (missing.length === 0) return;
  const names = missing.map((column) => (typeof column === "string" ? column : column.join(" or ")));
  throw new FileRefused(
    `This is no ${writer} file: its first line lacks ${names.join(", ")}. Export all columns, and keep the header line.`,
  );
}

function missingColumns(required: readonly ImportColumn[], header: readonly string[]): ImportColumn[] {
  const present = new Set(header.map((name) => name.trim().toLowerCase()));
  return required.filter((column) => {
    const names = typeof column === "string" ? [column] : column;
    return !names.some((name) => present.has(name.toLowerCase()));
  });
}

function lengthMismatch(found: number, due: number): string {
  return `has ${found} cells where the header has ${due}: a delimiter or a quote is missing or too many`;
}
