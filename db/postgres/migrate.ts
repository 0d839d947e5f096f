import { resolve } from "node:path";
import type { ReservedSQL, SQL } from "bun";
import { type MigrationMeta, readMigrationFiles } from "drizzle-orm/migrator";
import { pluralize } from "../../src/pluralize.ts";
import { DatabaseUnusable } from "../sqlite/database-file.ts";
import { causeOf, LOCK_NOT_AVAILABLE, stateOf } from "./failures.ts";
import { addressOf } from "./location.ts";
import { liveNodes } from "./nodes.ts";
import { isUnfinishedCopy, unfinishedCopy } from "./unfinished-copy.ts";

/** Where PostgreSQL's migrations lie: beside this folder in a checkout, at the root of the files embedded in the binary. */
export const postgresMigrationsFolder = resolve(
  import.meta.dir,
  Bun.isStandaloneExecutable ? "." : "..",
  "postgres-migrations",
);

/** How long a table that is in use is waited for at a time, ms: whoever asks for it meanwhile waits as long. */
const WAIT_FOR_TABLE = 1_000;
/** How long to rest between two such waits, and after how many to give up, about half an hour. */
const REST = 1_000;
const MOST_WAITS = 900;

/** Any number: whoever makes or changes the tables of this database holds the advisory lock of it. */
export const MIGRATION_LOCK = 4_373_446;

const createTable = `create table if not exists schema_migrations (
  number bigint primary key,
  -- Programs that know fewer migrations than this may not run on the database any more.
  needs bigint not null,
  applied_at timestamptz not null default now()
)`;

/** How a database stands beside the migrations that a program knows. */
export interface MigrationState {
  readonly applied: number;
  readonly known: number;
  /** How many a program has to know to run on it. */
  readonly needed: number;
}

/**
 * Brings the tables up to date: applies the migrations that the database has not had yet, all or none of them, one
 * process at a time, beside processes that serve. A newer program may have applied more than this one knows; while none of
 * those says `-- needs:` a later program than this, both may run, so that nodes can be replaced one after the other. One
 * that says it is applied where nobody serves.
 *
 * @throws DatabaseUnusable when a newer program has left this one behind, when this one would leave one behind that
 *   serves, or when a migration fails.
 */
export async function migratePostgres(
  pool: SQL,
  url: string,
  folder = postgresMigrationsFolder,
): Promise<void> {
  const migrations = readMigrationFiles({ migrationsFolder: folder });
  const connection = await pool.reserve();
  try {
    const before = await stateOn(connection, migrations);
    refuseNewer(url, before);
    if (before.applied >= before.known) return;
    // Processes that start together wait for the first, however long a table takes to change.
    await connection.unsafe("set lock_timeout = 0");
    await connection.unsafe("set statement_timeout = 0");
    await connection.unsafe("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    try {
      // Whoever had the lock may have been copying another database to this one, and not be through.
      if (await isUnfinishedCopy(connection)) throw unfinishedCopy(url);
      await refuseLeavingBehind(connection, url, migrations);
      await applyMissing(connection, url, migrations);
    } finally {
      await connection.unsafe("reset lock_timeout");
      await connection.unsafe("reset statement_timeout");
      await connection.unsafe("select pg_advisory_unlock($1)", [MIGRATION_LOCK]);
    }
  } finally {
    connection.release();
  }
}

/** Looks how a database stands, without changing it. */
export async function migrationState(pool: SQL, folder = postgresMigrationsFolder): Promise<MigrationState> {
  const connection = await pool.reserve();
  try {
    return await stateOn(connection, readMigrationFiles({ migrationsFolder: folder }));
  } finally {
    connection.release();
  }
}

async function stateOn(
  connection: ReservedSQL,
  migrations: readonly MigrationMeta[],
): Promise<MigrationState> {
  const known = migrations.length;
  const [table] = await connection.unsafe("select to_regclass('schema_migrations') is not null").values();
  if (table?.[0] !== true) return { applied: 0, known, needed: 0 };
  const [found] = await connection
    .unsafe("select count(*), coalesce(max(needs), 0) from schema_migrations")
    .values();
  return { applied: Number(found?.[0]), known, needed: Number(found?.[1]) };
}

function refuseNewer(url: string, { applied, known, needed }: MigrationState): void {
  if (needed <= known) return;
  throw new DatabaseUnusable(
    `The database ${addressOf(url)} has had ${applied} migrations and needs a Checkstand that knows ${needed}; this one knows ` +
      `${known}: a newer one has used it. Start that one, or restore a backup made before it ran.`,
  );
}

/** Programs that serve would go on with tables that are no longer what they know. */
async function refuseLeavingBehind(
  connection: ReservedSQL,
  url: string,
  migrations: readonly MigrationMeta[],
): Promise<void> {
  const { applied } = await stateOn(connection, migrations);
  if (applied === 0 || migrations.slice(applied).every((migration) => neededBy(migration) === 0)) return;
  const nodes = await liveNodes(connection);
  if (nodes.length === 0) return;
  throw new DatabaseUnusable(
    `${addressOf(url)} is served by ${pluralize(nodes.length, "process", "processes")} of an earlier Checkstand, which cannot go on with the tables ` +
      "of this one. Stop all of them, wait half a minute, and start this one.",
  );
}

async function applyMissing(
  connection: ReservedSQL,
  url: string,
  migrations: readonly MigrationMeta[],
): Promise<void> {
  for (let waits = 1; ; waits += 1) {
    try {
      return await applyAtOnce(connection, migrations);
    } catch (cause) {
      if (stateOf(causeOf(cause)) !== LOCK_NOT_AVAILABLE || waits >= MOST_WAITS)
        throw migrationFailed(url, cause);
    }
    await Bun.sleep(REST);
  }
}

/**
 * Applies all or none. While it waits for a table that somebody reads, everybody else waits behind it: so it waits a
 * little, and lets them go first.
 */
async function applyAtOnce(connection: ReservedSQL, migrations: readonly MigrationMeta[]): Promise<void> {
  await connection.unsafe("BEGIN");
  try {
    await connection.unsafe(`set local lock_timeout = ${WAIT_FOR_TABLE}`);
    await applyInTransaction(connection, migrations);
    await connection.unsafe("COMMIT");
  } catch (error) {
    await connection.unsafe("ROLLBACK").catch(() => {});
    throw error;
  }
}

function migrationFailed(url: string, cause: unknown): DatabaseUnusable {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DatabaseUnusable(
    `Migrating ${addressOf(url)} failed: ${reason}. Nothing was changed: the Checkstand that used it before still can.`,
    { cause },
  );
}

/** Makes every table, in a transaction that is open already. */
export async function makeTables(connection: ReservedSQL): Promise<void> {
  await applyInTransaction(connection, readMigrationFiles({ migrationsFolder: postgresMigrationsFolder }));
}

async function applyInTransaction(
  connection: ReservedSQL,
  migrations: readonly MigrationMeta[],
): Promise<void> {
  await connection.unsafe(createTable);
  const { applied } = await stateOn(connection, migrations);
  for (const [index, migration] of migrations.entries()) {
    if (index < applied) continue;
    for (const statement of migration.sql) await connection.unsafe(statement);
    await connection.unsafe("insert into schema_migrations (number, needs) values ($1, $2)", [
      index + 1,
      neededBy(migration),
    ]);
  }
}

/** How many migrations a program has to know to run on what this one makes: 0 for one that only adds. */
function neededBy({ sql }: MigrationMeta): number {
  return Number(/^-- needs: (\d+)$/m.exec(sql.join("\n"))?.[1] ?? 0);
}
