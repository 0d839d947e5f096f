/**
 * Writes the migration that takes the last committed schema to `db/schema.ts`, then adds what drizzle-kit cannot say:
 * STRICT on every table it creates and, beside the table they belong to, what stands in the .sql files of db/: the
 * full-text indexes of catalogue and orders and the triggers that number changes. Migrations that are there already have run
 * on merchants' databases, and are left as they are.
 * Usage: bun run db:generate [name]
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { $ } from "bun";

const folder = join(import.meta.dir, "../db/migrations");
/** Files to be added to the migration that creates a table. */
const additions = [
  { table: "product_texts", file: "full-text.sql" },
  { table: "feed_changes", file: "feed-changes.sql" },
  { table: "orders_to_index", file: "order-search.sql" },
];
const before = new Set(readdirSync(folder));
const name = process.argv[2] ?? "change";

await $`bun x --bun drizzle-kit generate --name ${name}`.cwd(join(import.meta.dir, ".."));

for (const file of readdirSync(folder).filter((entry) => entry.endsWith(".sql") && !before.has(entry))) {
  const path = join(folder, file);
  const written = await Bun.file(path).text();
  const strict = written.replace(/(CREATE TABLE `\w+` \([\s\S]*?\n\));/g, "$1 STRICT;");
  let whole = strict;
  for (const { table, file } of additions) {
    if (strict.includes(`CREATE TABLE \`${table}\``)) {
      whole += await Bun.file(join(folder, "..", file)).text();
    }
  }
  if (whole !== written) await Bun.write(path, whole);
}
