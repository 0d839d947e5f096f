import type { Command } from "commander";
import { addCopyDatabase } from "./db/copy.ts";
import { addDatabaseStatus } from "./db/status.ts";
import type { Terminal } from "./terminal.ts";

export function addDatabaseCommand(program: Command, terminal: Terminal): void {
  const database = program
    .command("db")
    .description("how the database stands, and from a file to a PostgreSQL server or back");
  addDatabaseStatus(database, terminal);
  addCopyDatabase(database, terminal);
}
