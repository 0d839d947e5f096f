import { existsSync } from "node:fs";
import { damaged } from "../../../db/sqlite/damage.ts";
import { refuseMerchantDatabase } from "../../../db/sqlite/database-owner.ts";
import { examine } from "../../../db/sqlite/examine.ts";
import { openFeedSnapshot } from "../../../db/sqlite/feed-snapshot.ts";
import { madeOtherwise } from "../../../db/sqlite/migrate.ts";
import { type Instant, MINUTE, toRfc3339 } from "../../clock.ts";
import { examineDashboard } from "../../doctor/examine-dashboard.ts";
import { advice, type Finding, good, wrong } from "../../doctor/finding.ts";
import type { TakeSnapshot } from "../../feed/stores.ts";
import { pluralize } from "../../pluralize.ts";
import type { Settings } from "../../settings.ts";
import type { Stores } from "../../stores.ts";
import { missingDatabase } from "../missing-database.ts";
import { examineFeed } from "./examine-feed.ts";

/** Whether the database is whole, of this program's age, and has what a shop needs to sell. */
export async function examineDatabase(settings: Settings, now: Instant): Promise<readonly Finding[]> {
  const { path: file, serverUrl } = settings.database;
  if (serverUrl !== undefined) return await examineOnServer(serverUrl, settings, now);
  if (!existsSync(file)) {
    // The demo shop brings its own products and key, and may be started on nothing; a merchant's cannot sell so.
    const verdict = settings.isDemo ? advice : wrong;
    return [verdict("database", missingDatabase(settings)), examineDashboard(settings, false)];
  }
  try {
    if (settings.isDemo) refuseMerchantDatabase(file);
    return await examineFile(file, settings, now);
  } catch (error) {
    return [wrong("database", error instanceof Error ? error.message : String(error))];
  }
}

/** Whoever moved to a server with `[backup]` set up may take the copies of before for those of today. */
const nothingBackedUp = advice(
  "backup",
  "[backup] is for a database in a file, and copies none on a server. Back the server up with pg_dump or pgBackRest, and take [backup] out of shop.toml.",
);

/** The same of a database that a PostgreSQL server keeps. */
async function examineOnServer(url: string, settings: Settings, now: Instant): Promise<readonly Finding[]> {
  const { examinePostgres } = await import("../../../db/postgres/examine.ts");
  try {
    const found = await examinePostgres(url);
    try {
      const { address, version, fault, migrations, nodes, stores, takeSnapshot } = found;
      if (fault !== undefined) return [wrong("database", fault)];
      if (migrations.needed > migrations.known)
        return [wrong("database", `${address} was used by a newer Checkstand. Start that one.`)];
      if (migrations.applied < migrations.known)
        return [
          advice(
            "database",
            `${address} is not of this Checkstand yet. The next start brings it up to date.`,
          ),
        ];
      const hashes = new Set(nodes.map(({ settingsHash }) => settingsHash));
      return [
        good("database", `${address}, PostgreSQL ${version}`),
        ...(hashes.size > 1
          ? [
              wrong(
                "nodes",
                `${pluralize(nodes.length, "process serves", "processes serve")} with different settings. Give all of them the same shop.toml and secrets.`,
              ),
            ]
          : []),
        ...(settings.backup === undefined ? [] : [nothingBackedUp]),
        ...(await examineContents(settings, stores, takeSnapshot, now)),
      ];
    } finally {
      await found.close();
    }
  } catch (error) {
    return [wrong("database", error instanceof Error ? error.message : String(error))];
  }
}

async function examineFile(file: string, settings: Settings, now: Instant): Promise<readonly Finding[]> {
  const { damage, migrationsMissing, difference, stores, close } = examine(file);
  try {
    if (damage !== undefined) return [wrong("database", damaged(file, damage))];
    if (migrationsMissing < 0) {
      return [
        wrong(
          "database",
          `${file} was used by a newer Checkstand. Start that one, or restore a backup: checkstand restore FILE`,
        ),
      ];
    }
    if (difference !== undefined) return [wrong("database", madeOtherwise(file, difference))];
    if (migrationsMissing > 0) {
      return [
        advice(
          "database",
          `${file} is of an older Checkstand. Back it up; the next start brings it up to date.`,
        ),
      ];
    }
    return [
      good("database", `${file} is whole`),
      ...(await examineContents(settings, stores, () => openFeedSnapshot(file), now)),
    ];
  } finally {
    close();
  }
}

async function examineContents(
  settings: Settings,
  { agents, catalog, orders, people }: Stores,
  takeSnapshot: TakeSnapshot,
  now: Instant,
): Promise<Finding[]> {
  const open = (await agents.keys()).filter((key) => key.revokedAt === undefined);
  const { products, variants } = await catalog.count();
  const [newest] = await orders.page(undefined, 1);
  return [
    clock(newest?.createdAt, now),
    examineDashboard(settings, await people.hasOwner()),
    open.length > 0 || settings.agentSeed.apiKey !== undefined
      ? good("keys", `${pluralize(Math.max(open.length, 1), "opens", "open")} the shop`)
      : wrong("keys", "None: no agent can call. Make one with `checkstand keys create`."),
    products > 0 || settings.isDemo
      ? good("catalogue", `${pluralize(products, "product")}, ${pluralize(variants, "variant")}`)
      : wrong("catalogue", "Empty. Fill it with `checkstand catalog import FILE`."),
    ...(products > 0 ? await examineFeed(settings, takeSnapshot, now) : []),
  ];
}

/** Without asking another machine, a clock can only be caught out by what is known to have happened. */
function clock(newestOrder: Instant | undefined, now: Instant): Finding {
  const time = toRfc3339(now);
  if (newestOrder !== undefined && newestOrder > now + MINUTE) {
    return wrong(
      "clock",
      `It is ${time} here, but the newest order is of ${toRfc3339(newestOrder)}. Set the clock.`,
    );
  }
  return good("clock", time);
}
