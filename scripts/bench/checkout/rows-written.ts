import { Database } from "bun:sqlite";

/** How many rows a table holds and how many bytes they take, without their index entries. */
interface TableSize {
  readonly rows: number;
  readonly bytes: number;
}

/** The size of every table by its name. */
export type TableSizes = ReadonlyMap<string, TableSize>;

/** Reads the sizes from a database file, also while a server writes to it. */
export function tableSizes(databaseFile: string): TableSizes {
  using database = new Database(databaseFile, { readonly: true });
  const tables = database
    .query<{ name: string }, []>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )
    .all();
  const bytesOf = database.query<{ bytes: number }, [string]>(
    "SELECT coalesce(sum(payload), 0) AS bytes FROM dbstat WHERE name = ?",
  );
  return new Map(
    tables.map(({ name }) => {
      const rows = database.query<{ rows: number }, []>(`SELECT count(*) AS rows FROM "${name}"`).get()?.rows;
      return [name, { rows: rows ?? 0, bytes: bytesOf.get(name)?.bytes ?? 0 }];
    }),
  );
}

/**
 * The rows that one request leaves, each as its size in bytes, from the sizes before and after a number of requests.
 * Rows that only a few of the requests leave, and rows that are written over, are not among them.
 */
export function rowsOfOneRequest(before: TableSizes, after: TableSizes, requests: number): number[] {
  return [...after].flatMap(([name, { rows, bytes }]) => {
    const earlier = before.get(name) ?? { rows: 0, bytes: 0 };
    const added = rows - earlier.rows;
    if (added <= 0) return [];
    const bytesOfOne = Math.round((bytes - earlier.bytes) / added);
    return new Array<number>(Math.round(added / requests)).fill(bytesOfOne);
  });
}
