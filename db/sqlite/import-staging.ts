import { Database } from "bun:sqlite";
import { MOST_ROWS_OF_A_PRODUCT, type StagedRow, type Staging } from "../../src/catalog/import/staging.ts";

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
  database.run(
    'CREATE TEMP TABLE rows ("group" INTEGER NOT NULL, line INTEGER NOT NULL, content TEXT NOT NULL) STRICT',
  );

  const addGroup = database.prepare("INSERT OR IGNORE INTO groups (name) VALUES ($name)");
  const addAlias = database.prepare("INSERT OR IGNORE INTO aliases (alias, name) VALUES ($alias, $name)");
  const addRow = database.prepare(
    'INSERT INTO rows ("group", line, content) SELECT id, $line, $content FROM groups WHERE name = $group',
  );
  const addAll = database.transaction((rows: readonly StagedRow[]) => {
    for (const { line, group, alias, content } of rows) {
      addGroup.run({ name: group });
      if (alias !== undefined) addAlias.run({ alias, name: group });
      addRow.run({ line, group, content });
    }
  });

  return {
    async add(rows) {
      addAll(rows);
    },
    async complete() {
      // Rows that named their group by its alias join it, wherever in the file either stands.
      database.run(`UPDATE rows SET "group" = (
          SELECT owner.id FROM groups AS own JOIN aliases ON alias = own.name JOIN groups AS owner ON owner.name = aliases.name
          WHERE own.id = rows."group")
        WHERE "group" IN (SELECT id FROM groups WHERE name IN (SELECT alias FROM aliases))`);
      database.run('CREATE INDEX temp.rows_by_group ON rows ("group", line)');
    },
    async *groups() {
      const groups = database.prepare<{ id: number; name: string }, []>(
        "SELECT id, name FROM groups ORDER BY id",
      );
      const rows = database.prepare<{ line: number; content: string }, { id: number; most: number }>(
        'SELECT line, content FROM rows WHERE "group" = $id ORDER BY line LIMIT $most',
      );
      for (const { id, name: group } of groups.iterate()) {
        const found = rows.all({ id, most: MOST_ROWS_OF_A_PRODUCT + 1 }).map((row) => ({ ...row, group }));
        if (found.length > 0) yield found;
      }
    },
    close() {
      database.close();
    },
  };
}
