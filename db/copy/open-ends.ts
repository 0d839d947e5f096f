import type { DatabaseLocation } from "../open-database.ts";
import { DatabaseUnusable } from "../sqlite/database-file.ts";
import type { CopySource, CopyTarget } from "./copy-ends.ts";

/** Both ends of a copy. */
export interface CopyEnds extends AsyncDisposable {
  readonly source: CopySource;
  readonly target: CopyTarget;
}

/**
 * Opens both ends of a copy from one engine to the other, in whichever of the two directions.
 *
 * @throws DatabaseUnusable when either is not fit for it, or both are of one engine, which copies better by itself.
 */
export async function openCopyEnds(from: DatabaseLocation, to: DatabaseLocation): Promise<CopyEnds> {
  refuseSameEngine(from, to);
  await using opened = new AsyncDisposableStack();
  const source = await openSource(from);
  opened.defer(() => source.close());
  const target = await openTarget(to);
  opened.defer(() => target.close());
  const closing = opened.move();
  return { source, target, [Symbol.asyncDispose]: () => closing.disposeAsync() };
}

/** @throws DatabaseUnusable */
function refuseSameEngine(from: DatabaseLocation, to: DatabaseLocation): void {
  const [fromServer, toServer] = [from.serverUrl !== undefined, to.serverUrl !== undefined];
  if (fromServer !== toServer) return;
  throw new DatabaseUnusable(
    fromServer
      ? "Both databases are on PostgreSQL servers. Copy them with pg_dump --format=custom and pg_restore."
      : "Both databases are files. Copy them with checkstand backup and checkstand restore.",
  );
}

async function openSource({ path, serverUrl }: DatabaseLocation): Promise<CopySource> {
  if (serverUrl === undefined) return (await import("../sqlite/copy-source.ts")).openSqliteCopySource(path);
  return (await import("../postgres/copy-source.ts")).openPostgresCopySource(serverUrl);
}

async function openTarget({ path, serverUrl }: DatabaseLocation): Promise<CopyTarget> {
  if (serverUrl === undefined) return (await import("../sqlite/copy-target.ts")).openSqliteCopyTarget(path);
  return (await import("../postgres/copy-target.ts")).openPostgresCopyTarget(serverUrl);
}
