import { existsSync } from "node:fs";
import type { Command } from "commander";
import { databaseStatus } from "../../../db/database-status.ts";
import { instant, toRfc3339 } from "../../clock.ts";
import type { DatabaseStatus, ServerStatus } from "../../database-status.ts";
import { pluralize } from "../../pluralize.ts";
import { loadSettings } from "../../settings.ts";
import { CommandFailed } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { missingDatabase } from "../missing-database.ts";
import { facts, renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";

const MEBIBYTE = 1024 * 1024;

/** `checkstand db status`. */
export function addDatabaseStatus(database: Command, terminal: Terminal): void {
  database
    .command("status")
    .description(
      "the engine, its version, migrations, size, rows, and on a server who serves and what stands by",
    )
    .addOption(jsonOption())
    .action(async ({ json }: JsonOption) => {
      const { environment, directory } = terminal;
      const settings = loadSettings({ environment, directory, toSell: false });
      const { path, serverUrl } = settings.database;
      if (serverUrl === undefined && !existsSync(path)) throw new CommandFailed(missingDatabase(settings));
      const status = await databaseStatus(settings.database);
      terminal.out(json ? JSON.stringify(status) : words(status));
    });
}

function words({
  engine,
  version,
  place,
  migrations,
  bytes,
  logBytes,
  server,
  tables,
}: DatabaseStatus): string {
  const { applied, known } = migrations;
  const age =
    applied === known
      ? "up to date"
      : applied < known
        ? "the next start brings it up to date"
        : "a newer Checkstand has used it";
  return [
    facts([
      ["Engine", `${engine} ${version}`],
      ["Place", place],
      ["Migrations", `${applied} of ${known}: ${age}`],
      ["Size", inMebibytes(bytes)],
      ["Log", logBytes === undefined ? undefined : inMebibytes(logBytes)],
      ...(server ? serverFacts(server) : []),
    ]),
    renderTable(
      ["TABLE", "ROWS"],
      tables.map(({ name, rows }) => [name, String(rows)]),
    ),
  ].join("\n\n");
}

function serverFacts(server: ServerStatus): readonly (readonly [string, string])[] {
  const { nodes, synchronousCommit, synchronousStandbys, standbys } = server;
  const kinds = new Set(nodes.map(({ settingsHash }) => settingsHash)).size;
  const since = nodes.map(({ program, startedAt }) => `${program} since ${toRfc3339(instant(startedAt))}`);
  return [
    [
      "Processes",
      nodes.length === 0
        ? "none serves"
        : `${pluralize(nodes.length, "serves", "serve")}${kinds > 1 ? " with different settings" : ""}: ${since.join(", ")}`,
    ],
    [
      "Standbys",
      standbys.length === 0
        ? "none is connected"
        : standbys
            .map(({ name, state, synchrony }) => [name, state, synchrony].filter(Boolean).join(" "))
            .join(", "),
    ],
    [
      "A commit",
      `synchronous_commit is ${synchronousCommit}; ${synchronousStandbys === "" ? "waits for no standby" : `waits for ${synchronousStandbys}`}`,
    ],
  ];
}

function inMebibytes(bytes: number): string {
  return `${(bytes / MEBIBYTE).toFixed(1)} MiB`;
}
