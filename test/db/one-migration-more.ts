import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Adds to copied migrations one that a later program might have. @param statements each as a migration has it. */
export function addMigration(folder: string, ...statements: readonly string[]): void {
  const journal = join(folder, "meta/_journal.json");
  const { entries, ...rest }: { entries: { idx: number; when: number; tag: string }[] } = JSON.parse(
    readFileSync(journal, "utf8"),
  );
  const last = entries.at(-1);
  if (!last) throw new Error("there are migrations");
  const tag = `${last.idx + 1}_of_a_later_program`;
  const added = { ...last, idx: last.idx + 1, when: last.when + 1, tag };
  writeFileSync(journal, JSON.stringify({ ...rest, entries: [...entries, added] }));
  appendFileSync(join(folder, `${tag}.sql`), statements.join("\n--> statement-breakpoint\n"));
}
