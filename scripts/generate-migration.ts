/**
 * Writes the migrations that take the last committed schemas to `db/schema.ts` and `db/postgres/schema.ts`, then adds what
 * drizzle-kit cannot say: on SQLite STRICT on every table it creates, on PostgreSQL the order of bytes for every text; and,
 * beside the table they belong to, what stands in the .sql files of db/: the full-text indexes of catalogue and orders and
 * the triggers that number changes. Migrations that are there already have run on merchants' databases, and are left as they
 * are.
 * Usage: bun run db:generate [name]
 */
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { $ } from "bun";

const root = join(import.meta.dir, "..");
const name = process.argv[2] ?? "change";

/** What one engine's migrations are made from. */
interface Engine {
  readonly config: string;
  readonly folder: string;
  /** What every migration must say that drizzle-kit cannot. */
  readonly complete: (written: string) => string;
  /** Files to be added to the migration that creates a table. */
  readonly additions: readonly { readonly table: RegExp; readonly file: string }[];
}

const engines: readonly Engine[] = [
  {
    config: "drizzle.config.ts",
    folder: "db/migrations",
    complete: (written) => written.replace(/(CREATE TABLE `\w+` \([\s\S]*?\n\));/g, "$1 STRICT;"),
    additions: [
      { table: /CREATE TABLE `product_texts`/, file: "db/full-text.sql" },
      { table: /CREATE TABLE `feed_changes`/, file: "db/feed-changes.sql" },
      { table: /CREATE TABLE `orders_to_index`/, file: "db/order-search.sql" },
    ],
  },
  {
    config: "scripts/drizzle.postgres.config.ts",
    folder: "db/postgres-migrations",
    complete: (written) => written.replace(/("\w+" text)\b(?! COLLATE)/g, '$1 COLLATE "C"'),
    additions: [
      { table: /CREATE TABLE "product_texts"/, file: "db/postgres/full-text.sql" },
      { table: /CREATE TABLE "feed_changes"/, file: "db/postgres/feed-changes.sql" },
      { table: /CREATE TABLE "orders_to_index"/, file: "db/postgres/order-search.sql" },
      { table: /CREATE TABLE "change_marks"/, file: "db/postgres/change-marks.sql" },
    ],
  },
];

for (const { config, folder, complete, additions } of engines) {
  mkdirSync(join(root, folder), { recursive: true });
  const before = new Set(readdirSync(join(root, folder)));
  await $`bun x --bun drizzle-kit generate --config ${config} --name ${name}`.cwd(root);
  const added = readdirSync(join(root, folder)).filter((file) => file.endsWith(".sql") && !before.has(file));
  for (const file of added) {
    const path = join(root, folder, file);
    const written = await Bun.file(path).text();
    let whole = complete(written);
    for (const { table, file: addition } of additions) {
      if (table.test(written)) whole += await Bun.file(join(root, addition)).text();
    }
    if (whole !== written) await Bun.write(path, whole);
  }
}
