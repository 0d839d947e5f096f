/**
 * Runs a job behind the one door through which the database is changed, and gives what the job gave, but only after
 * its changes are committed to disk. `stores` is every store the job may read and write.
 *
 * A job that throws is undone alone and its error is passed on; expected outcomes are therefore *returned*. A job must
 * wait for nothing but the stores it is handed: no network, no timers, no second write. One that does is undone with
 * an error that says so.
 *
 * @throws StorageUnavailable when the change could not be made durable; nothing of it was kept.
 */
export type Write<Stores> = <Result>(job: (stores: Stores) => Promise<Result>) => Promise<Result>;

/** The database could not take the change (disk full, locked, failing). Nothing was kept; trying again is safe. */
export class StorageUnavailable extends Error {
  override readonly name = "StorageUnavailable";
}
