import type { ShopOfProcesses } from "./shop-of-processes.ts";

/** What a shop and its payment provider have on record, as it must agree. */
export interface ShopBooks {
  /** Payments that the provider holds or took, and the sessions they were for. */
  readonly charges: number;
  readonly sessionsCharged: number;
  readonly orders: number;
  readonly completedSessions: number;
  /** Numbers of orders that are missing between the first and the last. */
  readonly missingNumbers: number;
  /** Units that are promised and belong to no order. */
  readonly strayUnits: number;
}

/** Reads the {@link ShopBooks}. */
export async function booksOf({ standIn, rows }: ShopOfProcesses): Promise<ShopBooks> {
  const paid = standIn.paid();
  const [found = {}] = await rows(`select
    (select count(*) from orders) as orders,
    (select count(*) from checkout_sessions where status = 'completed') as completed,
    (select coalesce(max(number) - min(number) + 1 - count(*), 0) from orders) as missing,
    (select coalesce(sum(reserved), 0) from variants) - (select count(*) from orders) as stray`);
  return {
    charges: paid.length,
    sessionsCharged: new Set(paid.map(({ metadata }) => metadata["checkout_session_id"])).size,
    orders: Number(found["orders"]),
    completedSessions: Number(found["completed"]),
    missingNumbers: Number(found["missing"]),
    strayUnits: Number(found["stray"]),
  };
}

/** The books of a shop that has sold one unit so often, and nothing else. */
export function soldOnce(times: number): ShopBooks {
  return {
    charges: times,
    sessionsCharged: times,
    orders: times,
    completedSessions: times,
    missingNumbers: 0,
    strayUnits: 0,
  };
}

/** What is at work or waits for somebody: all none in a shop at rest. */
interface OpenWork {
  readonly attempts: number;
  readonly refunds: number;
  readonly sessions: number;
  /** Keys of requests that somebody holds. */
  readonly claims: number;
  /** Transactions that nobody ends. */
  readonly transactions: number;
}

const nothingOpen: OpenWork = { attempts: 0, refunds: 0, sessions: 0, claims: 0, transactions: 0 };

/** Settles once nothing is open any more; a test in whose shop something is for good runs into its time limit. */
export async function untilNothingIsOpen(shop: ShopOfProcesses): Promise<void> {
  while (!Bun.deepEquals(await openWorkIn(shop), nothingOpen)) await Bun.sleep(20);
}

async function openWorkIn({ rows }: ShopOfProcesses): Promise<OpenWork> {
  const [found = {}] = await rows(`select
    (select count(*) from payment_attempts where state = 'open') as attempts,
    (select count(*) from refunds where state = 'pending') as refunds,
    (select count(*) from checkout_sessions where status = 'in_progress') as sessions,
    (select count(*) from idempotency_records where held_until > extract(epoch from clock_timestamp()) * 1000) as claims,
    (select count(*) from pg_stat_activity where datname = current_database()
       and state like 'idle in transaction%' and xact_start < clock_timestamp() - interval '1 second') as transactions`);
  return {
    attempts: Number(found["attempts"]),
    refunds: Number(found["refunds"]),
    sessions: Number(found["sessions"]),
    claims: Number(found["claims"]),
    transactions: Number(found["transactions"]),
  };
}

/**
 * Has a minute go by for leases, by the database's clock: those of processes that are gone run out. Whoever still is at
 * work renews theirs, as after a minute in which nothing could be written. What is being written just now is left out.
 */
export async function letMinutePass({ rows }: Pick<ShopOfProcesses, "rows">): Promise<void> {
  const minute = 60_000;
  await rows(`update idempotency_records set held_until = held_until - ${minute} where claim in
    (select claim from idempotency_records where holder is not null for no key update skip locked)`);
  for (const table of ["payment_attempts", "refunds"])
    await rows(`update ${table} set driven_until = driven_until - ${minute}, next_look_at = next_look_at - ${minute}
      where id in (select id from ${table} where driven_by is not null for no key update skip locked)`);
}
