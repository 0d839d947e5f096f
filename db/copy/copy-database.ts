import type { CopyProgress } from "../../src/database-copy.ts";
import { DatabaseUnusable } from "../sqlite/database-file.ts";
import { type CopiedTable, copiedTables } from "./copied-tables.ts";
import type { CopiedRow, CopiedValue, CopySource, CopyTarget, ReadableRows } from "./copy-ends.ts";

/** Rows that are in memory at a time, at most. */
const PAGE = 500;

/** What a table holds. */
export interface TableContents {
  readonly table: string;
  readonly rows: number;
  /** SHA-256 over all rows in the order of their key, hex. */
  readonly hash: string;
}

/**
 * Copies every table of one database to another, reads the copy back and compares each table by its number of rows and a
 * hash over all of them. Only then does the copy become a shop's database.
 *
 * @returns what was copied, table by table.
 * @throws DatabaseUnusable when the copy is not what was copied.
 */
export async function copyDatabase(
  source: CopySource,
  target: CopyTarget,
  report: (progress: CopyProgress) => void,
): Promise<readonly TableContents[]> {
  const tables = copiedTables();
  let total = 0;
  for (const table of tables) total += await source.count(table);
  let done = 0;
  const tell = (step: CopyProgress["step"]) => (rows: number) => {
    done += rows;
    report({ step, done, total });
  };

  const copied: TableContents[] = [];
  const copying = tell("copying");
  for (const table of tables) {
    copied.push(
      await readThrough(source, table, async (rows) => {
        await target.write(table, rows);
        copying(rows.length);
      }),
    );
  }
  report({ step: "completing", done: 0, total: 0 });
  await target.complete();

  done = 0;
  const comparing = tell("comparing");
  for (const [index, table] of tables.entries()) {
    const found = await readThrough(target, table, async (rows) => comparing(rows.length));
    refuseDifference(copied[index], found);
  }
  await target.finish(source.owner);
  return copied;
}

/** Reads a table page by page, and gives what is in it. */
async function readThrough(
  database: ReadableRows,
  table: CopiedTable,
  use: (rows: readonly CopiedRow[]) => Promise<void>,
): Promise<TableContents> {
  const hasher = new Bun.CryptoHasher("sha256");
  const compared = table.columns.map(({ isCompared }) => isCompared);
  let count = 0;
  for (let after: CopiedRow | undefined; ; ) {
    const rows = await database.page(table, after, PAGE);
    for (const row of rows) hasher.update(`${lineOf(row, compared)}\n`);
    count += rows.length;
    if (rows.length > 0) await use(rows);
    after = rows.at(-1);
    if (rows.length < PAGE) break;
  }
  return { table: table.name, rows: count, hash: hasher.digest("hex") };
}

/** A row as one line that no other row has. */
function lineOf(row: CopiedRow, compared: readonly boolean[]): string {
  return JSON.stringify(row.filter((_, index) => compared[index]).map(plain));
}

function plain(value: CopiedValue): unknown {
  return value instanceof Uint8Array ? { bytes: value.toHex() } : value;
}

/** @throws DatabaseUnusable */
function refuseDifference(expected: TableContents | undefined, found: TableContents): void {
  if (expected?.rows === found.rows && expected.hash === found.hash) return;
  throw new DatabaseUnusable(
    `The copy of ${found.table} is not what was copied: ${expected?.rows} rows became ${found.rows}, ` +
      `${expected?.hash.slice(0, 12)} became ${found.hash.slice(0, 12)}. Nothing was kept. Run the copy again; if it ends the same, please report it.`,
  );
}
