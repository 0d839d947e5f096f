import type { Command } from "commander";
import { version } from "../version.ts";
import type { Terminal } from "./terminal.ts";

/** `checkstand version`. */
export function addVersionCommand(program: Command, terminal: Terminal): void {
  program
    .command("version")
    .description("print the version, and that of Bun and SQLite")
    .option("--json", "as JSON")
    .action(async ({ json }: { json?: true }) => {
      const { Database } = await import("bun:sqlite");
      using memory = new Database(":memory:");
      const sqlite = memory
        .query<{ version: string }, []>("SELECT sqlite_version() AS version")
        .get()?.version;
      const versions = { checkstand: version, bun: Bun.version, sqlite };
      terminal.out(
        json ? JSON.stringify(versions) : `checkstand ${version} (Bun ${Bun.version}, SQLite ${sqlite})`,
      );
    });
}
