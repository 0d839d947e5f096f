import type { DriveStore } from "../../src/payments/drives.ts";
import type { Queries } from "./database.ts";
import { writingOver } from "./writing-over.ts";

/** Leases on the rows of a table, over one connection. Such a row may hold what is paid with, and is written anew. */
export function createDriveStore<Id extends string>(
  queries: Queries,
  table: "payment_attempts" | "refunds",
): DriveStore<Id> {
  const { $client: connection } = queries;
  return {
    async takeDrive(id, driver, now, until) {
      const take = connection.query(
        `update ${table} set driven_by = $driver, driven_until = $until where id = $id
           and (driven_by is null or driven_by = $driver or driven_until <= $now or driven_until > $until)`,
      );
      return writingOver(queries, () => take.run({ id, driver, now, until }).changes > 0);
    },
    async endDrive(id, driver) {
      const end = connection.query(
        `update ${table} set driven_by = null, driven_until = null where id = $id and driven_by = $driver`,
      );
      writingOver(queries, () => end.run({ id, driver }));
    },
    async endDrives() {
      const end = `update ${table} set driven_by = null, driven_until = null where driven_by is not null`;
      writingOver(queries, () => connection.run(end));
    },
  };
}
