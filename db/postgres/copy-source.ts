import type { ReservedSQL, SQL } from "bun";
import type { CopySource } from "../copy/copy-ends.ts";
import { DatabaseUnusable } from "../sqlite/database-file.ts";
import { readableRows } from "./copied-rows.ts";
import { examineServer, whyUnfit } from "./examine-server.ts";
import { addressOf } from "./location.ts";
import { migrationState } from "./migrate.ts";
import { liveNodes } from "./nodes.ts";
import { openPool } from "./pool.ts";
import { isUnfinishedCopy, unfinishedCopy } from "./unfinished-copy.ts";

/**
 * Opens a database on a server to be copied, as it stands now. No process can begin to serve from it until it is closed.
 *
 * @throws DatabaseUnusable when it cannot be reached, a process serves from it, or it is not of this program's age.
 */
export async function openPostgresCopySource(url: string): Promise<CopySource> {
  const pool = openPool(url, 2);
  let connection: ReservedSQL | undefined;
  try {
    await refuseUnfit(pool, url);
    connection = await pool.reserve();
    await beginReading(connection);
    await refuseServed(connection, url);
    const opened = connection;
    const [found] = await opened.unsafe("select value from settings where name = 'database_owner'").values();
    return {
      ...readableRows(opened),
      owner: found?.[0] === "demo" ? "demo" : "merchant",
      async close() {
        await opened.unsafe("rollback").catch(() => {});
        opened.release();
        await pool.close();
      },
    };
  } catch (error) {
    connection?.release();
    await pool.close();
    throw error;
  }
}

/** @throws DatabaseUnusable */
async function refuseUnfit(pool: SQL, url: string): Promise<void> {
  const unfit = whyUnfit(await examineServer(pool, url), url);
  if (unfit !== undefined) throw new DatabaseUnusable(unfit);
  if (await isUnfinishedCopy(pool)) throw unfinishedCopy(url);
  const { applied, known } = await migrationState(pool);
  if (applied > known)
    throw new DatabaseUnusable(`${addressOf(url)} was used by a newer Checkstand. Copy it with that one.`);
  if (applied < known)
    throw new DatabaseUnusable(
      `${addressOf(url)} is of an older Checkstand, or none of its databases. Start this one on it once (checkstand serve), stop it, and copy then.`,
    );
}

/** A process that serves writes down that it is there: while that table is locked, none can begin. */
async function beginReading(connection: ReservedSQL): Promise<void> {
  await connection.unsafe("begin isolation level repeatable read");
  await connection.unsafe("set local statement_timeout = 0");
  await connection.unsafe("set local idle_in_transaction_session_timeout = 0");
  await connection.unsafe("lock table nodes in share mode");
}

/** @throws DatabaseUnusable */
async function refuseServed(connection: ReservedSQL, url: string): Promise<void> {
  const nodes = await liveNodes(connection);
  if (nodes.length === 0) return;
  throw new DatabaseUnusable(
    `${addressOf(url)} is served from just now (by ${nodes.length}): what is sold while it is copied would be missing in the copy. ` +
      "Stop every process first; one that was killed counts for 20 seconds more.",
  );
}
