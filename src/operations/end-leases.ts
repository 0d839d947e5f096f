import type { Stores } from "../stores.ts";

/**
 * Ends every hold of a claim and every lease on a payment, so that what a process left behind is taken up at once. In a
 * write job, and only where it is certain that nobody else is at work: where one server has the database to itself.
 */
export async function endLeases({
  idempotency,
  attempts,
  refunds,
}: Pick<Stores, "idempotency" | "attempts" | "refunds">): Promise<void> {
  await idempotency.endHolds();
  await attempts.endDrives();
  await refunds.endDrives();
}
