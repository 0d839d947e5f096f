import { eq, sql } from "drizzle-orm";
import { instant } from "../../src/clock.ts";
import type { AlertName, AlertStore, RaisedAlert } from "../../src/monitoring/alert.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { alerts } from "./schema.ts";

/** Raised alerts over one connection. */
export function createAlertStore(queries: Queries): AlertStore {
  const all = prepared(() => queries.select().from(alerts).orderBy(alerts.name));
  const columns = {
    heading: sql.placeholder("heading"),
    words: sql.placeholder("words"),
    state: sql.placeholder("state"),
    since: sql.placeholder("since"),
    posted: sql`${sql.placeholder("posted")}`,
  };
  const put = prepared(() =>
    queries
      .insert(alerts)
      .values({ name: sql.placeholder("name"), ...columns })
      .onConflictDoUpdate({
        target: alerts.name,
        set: {
          heading: sql`excluded.heading`,
          words: sql`excluded.words`,
          state: sql`excluded.state`,
          since: sql`excluded.since`,
          posted: sql`excluded.posted`,
        },
      }),
  );
  const remove = prepared(() => queries.delete(alerts).where(eq(alerts.name, sql.placeholder("name"))));
  return {
    async all() {
      return (await all().all()).map(({ name, state, since, posted, ...words }) => ({
        ...words,
        // Only `put` writes these columns, with these words.
        name: name as AlertName,
        state: state as RaisedAlert["state"],
        since: instant(since),
        isPosted: posted,
      }));
    },
    async put({ isPosted, ...alert }) {
      await put().run({ ...alert, posted: isPosted });
    },
    async remove(name) {
      await remove().run({ name });
    },
  };
}
