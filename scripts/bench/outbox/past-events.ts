import { Database } from "bun:sqlite";

/** How many rows one transaction writes: a running server waits for it. */
const ROWS_AT_ONCE = 20_000;

/**
 * Writes delivered events as they would have gathered over the years, each of another order, with its one attempt.
 * Their ids are older than any made now, as they would be.
 *
 * @param bodyBytes how large the body of each is.
 */
export function writePastEvents(databaseFile: string, count: number, bodyBytes: number): void {
  using database = new Database(databaseFile);
  database.run("PRAGMA busy_timeout = 10000");
  const numbers =
    "WITH RECURSIVE number(n) AS (SELECT $from UNION ALL SELECT n + 1 FROM number WHERE n < $to)";
  const events = database.prepare<void, { $from: number; $to: number; $bytes: number }>(
    `${numbers} INSERT INTO outbox_events
       (id, agent_id, order_id, type, state, created_at, body, attempts, finished_at)
     SELECT printf('evt_0%031d', n), 'agt_past', printf('ord_0%031d', n), 'order_create', 'delivered', n,
            printf('%.*c', $bytes, 'x'), 1, n FROM number`,
  );
  const attempts = database.prepare<void, { $from: number; $to: number }>(
    `${numbers} INSERT INTO delivery_attempts (event_sequence, number, at, duration_ms, status)
     SELECT sequence, 1, created_at, 20, 200 FROM outbox_events, number WHERE id = printf('evt_0%031d', n)`,
  );
  for (let from = 1; from <= count; from += ROWS_AT_ONCE) {
    const to = Math.min(from + ROWS_AT_ONCE - 1, count);
    database.transaction(() => {
      events.run({ $from: from, $to: to, $bytes: bodyBytes });
      attempts.run({ $from: from, $to: to });
    })();
  }
  database.run("PRAGMA wal_checkpoint(TRUNCATE)");
}
