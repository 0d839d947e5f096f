import type { DriveStore } from "../../src/payments/drives.ts";
import type { Queries } from "./database.ts";

/** Leases on the rows of a table, over one connection. */
export function createDriveStore<Id extends string>(
  { $client: connection }: Queries,
  table: "payment_attempts" | "refunds",
): DriveStore<Id> {
  return {
    async takeDrive(id, driver, now, until) {
      const taken = connection
        .query(
          `update ${table} set driven_by = $driver, driven_until = $until where id = $id
             and (driven_by is null or driven_by = $driver or driven_until <= $now or driven_until > $until)`,
        )
        .run({ id, driver, now, until });
      return taken.changes > 0;
    },
    async endDrive(id, driver) {
      connection
        .query(
          `update ${table} set driven_by = null, driven_until = null where id = $id and driven_by = $driver`,
        )
        .run({ id, driver });
    },
    async endDrives() {
      connection.run(`update ${table} set driven_by = null, driven_until = null where driven_by is not null`);
    },
  };
}
