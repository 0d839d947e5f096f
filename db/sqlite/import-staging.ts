import { Database } from "bun:sqlite";
import {
  MOST_ROWS_OF_A_PRODUCT,
  type StagedProduct,
  type Staging,
} from "../../src/catalog/import/staging.ts";

/**
 * Staging in SQLite's temporary tables: a file in /var/tmp (or SQLITE_TMPDIR) that has no name, which the operating
 * system frees with the process, even after kill -9.
 */
export function openImportStaging(): Staging {
  const database = new Database(":memory:", { strict: true });
  database.run("PRAGMA temp_store = FILE");
  database.run("PRAGMA temp.journal_mode = OFF");
  database.run("PRAGMA temp.cache_size = -8000");
  database.run("CREATE TEMP TABLE groups (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT");
  database.run(
    "CREATE TEMP TABLE aliases (alias TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID",
  );
  database.run("CREATE INDEX temp.aliases_by_name ON aliases (name)");
  database.run(
    'CREATE TEMP TABLE rows ("group" INTEGER NOT NULL, line INTEGER NOT NULL, content TEXT NOT NULL) STRICT',
  );
  database.run('CREATE INDEX temp.rows_by_group ON rows ("group", line)');
  database.run(
    'CREATE TEMP TABLE products (id INTEGER PRIMARY KEY, "group" TEXT NOT NULL, content TEXT NOT NULL) STRICT',
  );
  // Never committed: a commit writes to disk what the cache still has room for, and nobody will read it again.
  database.run("BEGIN");

  const addGroup = database.prepare("INSERT OR IGNORE INTO groups (name) VALUES ($name)");
  const addAlias = database.prepare("INSERT OR IGNORE INTO aliases (alias, name) VALUES ($alias, $name)");
  const addRow = database.prepare(
    'INSERT INTO rows ("group", line, content) SELECT id, $line, $content FROM groups WHERE name = $group',
  );
  const addProduct = database.prepare('INSERT INTO products ("group", content) VALUES ($group, $content)');
  return {
    async add(rows) {
      for (const { line, group, alias, content } of rows) {
        addGroup.run({ name: group });
        if (alias !== undefined) addAlias.run({ alias, name: group });
        addRow.run({ line, group, content });
      }
    },
    async *groups() {
      // What named its group by an alias belongs to the group that has it, wherever in the file either stands.
      const groups = database.prepare<{ id: number; name: string }, []>(
        "SELECT id, name FROM groups WHERE name NOT IN (SELECT alias FROM aliases) ORDER BY id",
      );
      const groupsByAlias = database.prepare<{ id: number }, { name: string }>(
        "SELECT groups.id FROM aliases CROSS JOIN groups ON groups.name = aliases.alias WHERE aliases.name = $name",
      );
      const rows = database.prepare<{ line: number; content: string }, { id: number; most: number }>(
        'SELECT line, content FROM rows WHERE "group" = $id ORDER BY line LIMIT $most',
      );
      const most = MOST_ROWS_OF_A_PRODUCT + 1;
      for (const { id, name: group } of groups.iterate()) {
        const found = rows.all({ id, most });
        for (const { id: other } of groupsByAlias.all({ name: group }))
          found.push(...rows.all({ id: other, most }));
        found.sort((one, other) => one.line - other.line);
        if (found.length > 0) yield found.slice(0, most).map((row) => ({ ...row, group }));
      }
    },
    keep({ group, content }) {
      addProduct.run({ group, content });
    },
    kept() {
      return database
        .prepare<StagedProduct, []>('SELECT "group", content FROM products ORDER BY id')
        .iterate();
    },
    close() {
      database.close();
    },
  };
}
