import { and, eq, sql } from "drizzle-orm";
import type { DriveStore } from "../../src/payments/drives.ts";
import type { LeaseClock } from "./lease-clock.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import type { paymentAttempts, refunds } from "./schema.ts";

const { placeholder } = sql;

/** Leases on the rows of a table, by the clock of the database. */
export function createDriveStore<Id extends string>(
  queries: Queries,
  table: typeof paymentAttempts | typeof refunds,
  { moment, until, beyond, filling, lengthUntil }: LeaseClock,
): DriveStore<Id> {
  const take = prepared(() =>
    queries
      .update(table)
      .set({ drivenBy: sql`${placeholder("driver")}`, drivenUntil: until })
      .where(
        sql`${table.id} = ${placeholder("id")} and (${table.drivenBy} is null or ${table.drivenBy} = ${placeholder("driver")}
          or ${table.drivenUntil} <= ${moment} or ${table.drivenUntil} > ${beyond})`,
      )
      .returning({ id: table.id }),
  );
  const end = prepared(() =>
    queries
      .update(table)
      .set({ drivenBy: null, drivenUntil: null })
      .where(and(eq(table.id, placeholder("id")), eq(table.drivenBy, placeholder("driver")))),
  );
  const endAll = prepared(() =>
    queries
      .update(table)
      .set({ drivenBy: null, drivenUntil: null })
      .where(sql`${table.drivenBy} is not null`),
  );
  return {
    async takeDrive(id, driver, _now, until) {
      const length = lengthUntil(until);
      return (await take().get({ id, driver, length, ...filling() })) !== undefined;
    },
    async endDrive(id, driver) {
      await end().run({ id, driver });
    },
    async endDrives() {
      await endAll().run();
    },
  };
}
