import { Command, CommanderError } from "commander";
import { gatherEnvironment } from "../settings/gather-environment.ts";
import { SettingsInvalid } from "../settings/mistakes.ts";
import { isStorageFailure } from "../storage.ts";
import { version } from "../version.ts";
import { CommandFailed, WrongUsage } from "./failure.ts";
import type { Terminal } from "./terminal.ts";

type AddCommand = (program: Command, terminal: Terminal) => void;

/**
 * Every command by its name, in the order of `--help`. Each is one file of this folder, which says what it takes and is
 * imported only when it is asked for: `checkstand serve` holds on to none of what the others need.
 */
const commands: ReadonlyMap<string, () => Promise<AddCommand>> = new Map([
  ["serve", async () => (await import("./serve.ts")).addServeCommand],
  ["init", async () => (await import("./init.ts")).addInitCommand],
  ["settings", async () => (await import("./settings.ts")).addSettingsCommand],
  ["config", async () => (await import("./config.ts")).addConfigCommand],
  ["doctor", async () => (await import("./doctor.ts")).addDoctorCommand],
  ["certify", async () => (await import("./certify.ts")).addCertifyCommand],
  ["catalog", async () => (await import("./catalog.ts")).addCatalogCommand],
  ["feed", async () => (await import("./feed.ts")).addFeedCommand],
  ["keys", async () => (await import("./keys.ts")).addKeysCommand],
  ["sign", async () => (await import("./sign.ts")).addSignCommand],
  ["orders", async () => (await import("./orders.ts")).addOrdersCommand],
  ["payments", async () => (await import("./payments.ts")).addPaymentsCommand],
  ["sessions", async () => (await import("./sessions.ts")).addSessionsCommand],
  ["discounts", async () => (await import("./discounts.ts")).addDiscountsCommand],
  ["hosts", async () => (await import("./hosts.ts")).addHostsCommand],
  ["people", async () => (await import("./people.ts")).addPeopleCommand],
  ["buyers", async () => (await import("./buyers.ts")).addBuyersCommand],
  ["webhooks", async () => (await import("./webhooks.ts")).addWebhooksCommand],
  ["backup", async () => (await import("./backup.ts")).addBackupCommand],
  ["restore", async () => (await import("./restore.ts")).addRestoreCommand],
  ["db", async () => (await import("./db.ts")).addDatabaseCommand],
  ["setup", async () => (await import("./setup.ts")).addSetupCommand],
  ["health", async () => (await import("./health.ts")).addHealthCommand],
  ["licenses", async () => (await import("./licenses.ts")).addLicensesCommand],
  ["demo", async () => (await import("./demo.ts")).addDemoCommand],
  ["clock", async () => (await import("./clock.ts")).addClockCommand],
  ["version", async () => (await import("./version.ts")).addVersionCommand],
]);

/**
 * Runs the command that the words after the program's name ask for.
 *
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage or wrong settings.
 */
export async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  const program = new Command("checkstand")
    .description("Sell to AI agents from one process: checkout, feed and dashboard, over ACP, UCP and MCP.")
    .version(version, "-v, --version", "print the version")
    .helpCommand("help [command]", "say what a command does")
    .showHelpAfterError("(add --help for what is understood)")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    });
  const asked = commands.get(words[0] ?? "");
  try {
    const environment = gatherEnvironment(terminal.environment, terminal.directory);
    for (const load of asked ? [asked] : commands.values())
      (await load())(program, { ...terminal, environment });
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
  if (error instanceof Error && isStorageFailure(error)) {
    terminal.note(
      `The disk or a file on it gave way: ${error.message}. Make room and do the same again. ` +
        "An import needs room in /var/tmp, too, or where SQLITE_TMPDIR says.",
    );
    return 1;
  }
  if (isAboutFile(error)) {
    terminal.note(
      `${error.message}. Name a path that this user may read and write, on a disk that has room.`,
    );
    return 1;
  }
  terminal.note(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 1;
}

/** Errors whose message is written for a person, known by name: importing their classes would import their libraries. */
function isExpected(error: unknown): error is Error {
  return (
    error instanceof Error &&
    [
      "DatabaseUnusable",
      "CertificateUnusable",
      "StorageUnavailable",
      "SeedRefused",
      "CannotListen",
      "SourceUnreadable",
      "KeyFileUnusable",
      "PracticeFailed",
      "DocumentTooNew",
      "CannotBePaid",
    ].includes(error.name)
  );
}

/** Whether the operating system refused a file or folder; its words name the path, but not what to do. */
function isAboutFile(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error && "path" in error;
}
