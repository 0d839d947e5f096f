/**
 * Waits until everything has been tried, whatever becomes of the others, and only then throws what went wrong first:
 * one payment that cannot be taken further keeps no other from its end, and whoever runs the job still hears of it.
 */
export async function allTried(works: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(works);
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}
