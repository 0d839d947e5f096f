import type { SQL } from "bun";
import { DatabaseUnusable } from "../sqlite/database-file.ts";
import { addressOf } from "./location.ts";

/** The oldest PostgreSQL there is all of: `pg_current_xact_id` and `pg_xact_status` came with 13. */
const OLDEST = 130_000;

/** What a server says of itself that matters here. */
export interface ServerSettings {
  readonly version: number;
  readonly versionName: string;
  readonly encoding: string;
  readonly fsync: string;
  readonly synchronousCommit: string;
  readonly isStandby: boolean;
  /** Whether it can compress long texts by LZ4: from 14 on, where it was built so. */
  readonly hasLz4: boolean;
}

/** Asks the server about itself. @throws DatabaseUnusable when it cannot be reached. */
export async function examineServer(pool: SQL, url: string): Promise<ServerSettings> {
  try {
    const [row = []] = await pool
      .unsafe(
        `select current_setting('server_version_num')::bigint, current_setting('server_version'),
           current_setting('server_encoding'), current_setting('fsync'), current_setting('synchronous_commit'),
           pg_is_in_recovery(),
           exists (select from pg_settings where name = 'default_toast_compression' and 'lz4' = any(enumvals))`,
      )
      .values();
    const [version, versionName, encoding, fsync, synchronousCommit, isStandby, hasLz4] = row;
    return {
      version: Number(version),
      versionName: String(versionName),
      encoding: String(encoding),
      fsync: String(fsync),
      synchronousCommit: String(synchronousCommit),
      isStandby: isStandby === true,
      hasLz4: hasLz4 === true,
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatabaseUnusable(
      `Cannot open the database ${addressOf(url)}: ${reason}. Check that the server runs and that DATABASE_URL names it, its ` +
        "user and the password.",
      { cause },
    );
  }
}

/** What loses orders that were paid for, in words that say what to do; absent when nothing does. */
export function whyUnsafe({ fsync, synchronousCommit }: ServerSettings, url: string): string | undefined {
  const address = addressOf(url);
  if (fsync === "off")
    return `${address} has fsync = off: a power cut would lose orders that were paid for. Turn it on in postgresql.conf.`;
  if (synchronousCommit === "off")
    return (
      `${address} has synchronous_commit = off: agents would hear of orders that a crash then takes back. Turn it on in ` +
      "postgresql.conf, or for this user: ALTER ROLE … SET synchronous_commit = on"
    );
  return undefined;
}

/** What keeps a shop from this server, in words that say what to do; absent when nothing does. */
export function whyUnfit(settings: ServerSettings, url: string): string | undefined {
  const address = addressOf(url);
  const { version, versionName, encoding, isStandby } = settings;
  if (version < OLDEST)
    return `${address} is PostgreSQL ${versionName}; Checkstand needs 13 or later. Upgrade the server.`;
  if (encoding !== "UTF8")
    return `${address} keeps text as ${encoding}. Make a database with: CREATE DATABASE shop ENCODING 'UTF8' TEMPLATE template0`;
  if (isStandby) return `${address} is a standby, which takes no changes. Set DATABASE_URL to the primary.`;
  return undefined;
}
