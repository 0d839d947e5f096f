/**
 * Waits until everything has been tried, whatever becomes of the others, and only then throws what went wrong first:
 * nothing goes on unseen behind whoever waits, and whoever runs the job still hears of it.
 */
export async function allSettled<Result>(works: readonly Promise<Result>[]): Promise<Result[]> {
  const results = await Promise.allSettled(works);
  return results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}

/**
 * Takes all of them further at once. One that fails is put off, so that it is not tried over and over, nor keeps others
 * from their turn: the longest waiting come first.
 *
 * @throws what kept one from being put off (the database), once all were tried.
 */
export async function settleAll<Item>(
  items: readonly Item[],
  take: (item: Item) => Promise<unknown>,
  putOff: (item: Item, error: unknown) => Promise<void>,
): Promise<void> {
  await allSettled(items.map((item) => take(item).catch((error: unknown) => putOff(item, error))));
}
