/**
 * Writes the migration that takes the last committed schema to `db/schema.ts`, then adds what drizzle-kit cannot say:
 * STRICT on every table it creates and, to the first migration, the full-text index of db/full-text.sql.
 * Usage: bun run db:generate [name]
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { $ } from "bun";

const folder = join(import.meta.dir, "../db/migrations");
const name = process.argv[2] ?? "change";

await $`bun x --bun drizzle-kit generate --name ${name}`.cwd(join(import.meta.dir, ".."));

for (const file of readdirSync(folder).filter((entry) => entry.endsWith(".sql"))) {
  const path = join(folder, file);
  const written = await Bun.file(path).text();
  const strict = written.replace(/(CREATE TABLE `\w+` \([\s\S]*?\n\));/g, "$1 STRICT;");
  const indexed = strict.includes("CREATE TABLE `product_texts`") && !strict.includes("product_words");
  const whole = indexed ? `${strict}${await Bun.file(join(folder, "../full-text.sql")).text()}` : strict;
  if (whole !== written) await Bun.write(path, whole);
}
