import { Command, CommanderError } from "commander";
import { SettingsInvalid } from "../settings/mistakes.ts";
import { addBackupCommand } from "./backup.ts";
import { addBuyersCommand } from "./buyers.ts";
import { addCatalogCommand } from "./catalog.ts";
import { addCertifyCommand } from "./certify.ts";
import { addDiscountsCommand } from "./discounts.ts";
import { addDoctorCommand } from "./doctor.ts";
import { CommandFailed, WrongUsage } from "./failure.ts";
import { addFeedCommand } from "./feed.ts";
import { addInitCommand } from "./init.ts";
import { addKeysCommand } from "./keys.ts";
import { addOrdersCommand } from "./orders.ts";
import { addPaymentsCommand } from "./payments.ts";
import { addServeCommand } from "./serve.ts";
import { addSessionsCommand } from "./sessions.ts";
import { addSignCommand } from "./sign.ts";
import type { Terminal } from "./terminal.ts";
import { addVersionCommand, version } from "./version.ts";
import { addWebhooksCommand } from "./webhooks.ts";

/**
 * Every command. Each is one file of this folder, which says what it takes and imports what it needs only when it
 * runs, so that `checkstand version` does not wait for the server's libraries.
 */
const commands = [
  addServeCommand,
  addInitCommand,
  addDoctorCommand,
  addCertifyCommand,
  addCatalogCommand,
  addFeedCommand,
  addKeysCommand,
  addSignCommand,
  addOrdersCommand,
  addPaymentsCommand,
  addSessionsCommand,
  addDiscountsCommand,
  addBuyersCommand,
  addWebhooksCommand,
  addBackupCommand,
  addVersionCommand,
] satisfies ((program: Command, terminal: Terminal) => void)[];

/**
 * Runs the command that the words after the program's name ask for.
 *
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage or wrong settings.
 */
export async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  const program = new Command("checkstand")
    .description("Sell to AI agents from one process: the Agentic Commerce Protocol over one SQLite file.")
    .version(version, "-v, --version", "print the version")
    .helpCommand("help [command]", "say what a command does")
    .showHelpAfterError("(add --help for what is understood)")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    });
  for (const addTo of commands) addTo(program, terminal);
  try {
    await program.parseAsync(words, { from: "user" });
    return 0;
  } catch (error) {
    return exitCodeOf(error, terminal);
  }
}

/** Says what went wrong, unless Commander has said it, and gives the exit code. */
function exitCodeOf(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof WrongUsage || error instanceof SettingsInvalid) {
    terminal.note(error.message);
    return 2;
  }
  if (error instanceof CommandFailed || isExpected(error)) {
    terminal.note(error.message);
    return 1;
  }
  terminal.note(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 1;
}

/** Errors whose message is written for a person, known by name: importing their classes would import their libraries. */
function isExpected(error: unknown): error is Error {
  return (
    error instanceof Error &&
    ["DatabaseUnusable", "StorageUnavailable", "SeedRefused", "CannotListen", "SourceUnreadable"].includes(
      error.name,
    )
  );
}
