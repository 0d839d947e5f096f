import { getTableColumns, getTableName, is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { getTableConfig as getSqliteConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import * as postgres from "../postgres/schema.ts";
import * as sqlite from "../schema.ts";

/** What a column holds, whichever engine keeps it. */
export type ColumnKind = "text" | "integer" | "boolean" | "bytes";

/** A column that is copied. */
export interface CopiedColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Whether both databases must say the same; else the engine that is copied to may give it another value. */
  readonly isCompared: boolean;
}

/** A table that is copied from one engine to the other. */
export interface CopiedTable {
  readonly name: string;
  readonly columns: readonly CopiedColumn[];
  /** The columns that tell one row from another, in whose order rows are read. */
  readonly key: readonly string[];
}

/** What is made anew from what was copied: the words that orders are found by, and which orders still wait for them. */
const madeAnew = ["orders_to_index"];

/** Tables that rows are read from otherwise than by their primary key, or not whole. */
const exceptions: Readonly<Record<string, Partial<CopyException>>> = {
  // The number is the full-text index's own.
  product_texts: { key: ["product_id"], leftOut: ["number"] },
  // In the order of changes. SQLite numbers each product's last change apart, PostgreSQL those of a transaction alike.
  feed_changes: { key: ["number", "product_id"], notCompared: ["number"] },
};

interface CopyException {
  readonly key: readonly string[];
  readonly leftOut: readonly string[];
  readonly notCompared: readonly string[];
}

/** Rows of `settings` that an engine keeps about itself: they are not copied. */
export const ownSettings = ["tables_compared", "database_owner", "feed_change_offset", "last_order_number"];

/** Every table that is copied, what others refer to first. */
export function copiedTables(): readonly CopiedTable[] {
  const all = Object.values(sqlite).filter((each) => is(each, SQLiteTable));
  const inOrder = new Set<SQLiteTable>();
  const add = (table: SQLiteTable): void => {
    for (const { reference } of getSqliteConfig(table).foreignKeys) add(reference().foreignTable);
    inOrder.add(table);
  };
  for (const table of all) add(table);
  return [...inOrder]
    .map(getTableName)
    .filter((name) => !madeAnew.includes(name))
    .map(copiedTable);
}

function copiedTable(name: string): CopiedTable {
  const tables = Object.values(postgres).filter((each) => is(each, PgTable));
  const table = tables.find((each) => getTableName(each) === name);
  if (!table) throw new Error(`PostgreSQL has no table ${name}`);
  const { key, leftOut = [], notCompared = [] } = exceptions[name] ?? {};
  const columns = Object.values(getTableColumns(table)).flatMap((column): CopiedColumn[] => {
    const kind = kindOf(column.getSQLType());
    if (kind === undefined || leftOut.includes(column.name)) return [];
    return [{ name: column.name, kind, isCompared: !notCompared.includes(column.name) }];
  });
  return { name, columns, key: key ?? primaryKeyOf(table) };
}

function primaryKeyOf(table: PgTable): readonly string[] {
  const { columns, primaryKeys } = getTableConfig(table);
  const together = primaryKeys.flatMap((primaryKey) => primaryKey.columns);
  return (together.length > 0 ? together : columns.filter(({ primary }) => primary)).map(({ name }) => name);
}

/** `undefined` for what only PostgreSQL has, and makes of other columns. */
function kindOf(type: string): ColumnKind | undefined {
  switch (type) {
    case "text":
      return "text";
    case "bigint":
    case "bigserial":
      return "integer";
    case "boolean":
      return "boolean";
    case "bytea":
      return "bytes";
    case "tsvector":
      return undefined;
    default:
      throw new Error(`no column of type ${type} is copied yet`);
  }
}
