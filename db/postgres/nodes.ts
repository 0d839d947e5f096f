import type { ReservedSQL, SQL } from "bun";
import { SECOND } from "../../src/clock.ts";
import type { WakeTopic } from "../../src/storage.ts";
import { DatabaseUnusable } from "../sqlite/database-file.ts";
import { LOCK_NOT_AVAILABLE, stateOf } from "./failures.ts";
import { isSettledChange } from "./feed-store.ts";
import { addressOf } from "./location.ts";

/** How often a process looks at what others have done, ms: the truth, where a notification may be lost. */
const LOOK_EVERY = SECOND;
/** How often it says that it is there, and how long it counts as there after that, ms. */
const SAY_EVERY = 5 * SECOND;
const GONE_AFTER = 20 * SECOND;
/** How often rows are removed that nobody reads any more, ms. */
const PRUNE_EVERY = 10 * 60 * SECOND;
/** How long the marks of commits are kept, ms: far longer than anybody tries to find out about one. */
const MARKS_KEPT_FOR = 60 * 60 * SECOND;
/** Notifications are sent so late, ms, so that many changes at a time send one. */
const GATHER_FOR = 20;

const CHANNEL = "checkstand";
const now = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

/** A process that serves, as the others know it. */
export interface NodeOptions {
  /** Of what all of them must have alike. */
  readonly settingsHash: string;
  readonly program: string;
  /** Called once while another process has other settings, with how many do. */
  readonly differs: (nodes: number) => void;
  /** Called when another process has something to be sent. */
  readonly woken: (topic: WakeTopic) => void;
  /** Called with what went wrong; tried again. */
  readonly failed: (error: unknown) => void;
}

/** What a process knows of the others. */
export interface Node {
  /** How often agents or their keys were changed, as it was last seen. */
  version(): number;
  liveNodes(): number;
  wakeOthers(topic: WakeTopic): void;
  close(): Promise<void>;
}

/** A process that serves, as whoever looks sees it. */
export interface ServingNode {
  readonly program: string;
  /** Since when, and when it was last heard of, by the database's clock, ms. */
  readonly startedAt: number;
  readonly seenAt: number;
  /** Tells those with other settings apart. */
  readonly settingsHash: string;
}

/** The processes that serve just now, the oldest first. */
export async function liveNodes(connection: SQL | ReservedSQL): Promise<readonly ServingNode[]> {
  const rows = await connection
    .unsafe(
      `select program, started_at, seen_at, settings_hash from nodes where seen_at > ${now} - ${GONE_AFTER} order by started_at`,
    )
    .values();
  return rows.map(([program, startedAt, seenAt, settingsHash]: readonly unknown[]) => ({
    program: String(program),
    startedAt: Number(startedAt),
    seenAt: Number(seenAt),
    settingsHash: String(settingsHash),
  }));
}

/**
 * Joins the processes that serve from a database.
 *
 * @throws DatabaseUnusable while the database is being copied, which keeps everybody from beginning to serve.
 */
export async function joinNodes(pool: SQL, url: string, options: NodeOptions): Promise<Node> {
  const id = crypto.randomUUID();
  const presence = createPresence(pool, id, options);
  let version = 0;
  let prunedAt = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let looking: Promise<void> = Promise.resolve();
  let closed = false;

  async function look(): Promise<void> {
    const [found] = await pool
      .unsafe("select coalesce(sum(changes), 0) from change_marks where topic = 'agents'")
      .values();
    version = Number(found?.[0]);
    await presence.keep();
    if (performance.now() - prunedAt < PRUNE_EVERY) return;
    prunedAt = performance.now();
    await prune(pool);
  }

  function next(): void {
    looking = look()
      .catch(options.failed)
      .finally(() => {
        if (!closed) timer = setTimeout(next, LOOK_EVERY);
      });
  }

  try {
    await look();
  } catch (error) {
    throw stateOf(error) === LOCK_NOT_AVAILABLE ? beingCopied(url, error) : error;
  }
  timer = setTimeout(next, LOOK_EVERY);
  const notifications = await openNotifications(pool, id, options.woken);
  return {
    version: () => version,
    liveNodes: presence.liveNodes,
    wakeOthers: (topic) => notifications.tell(topic, presence.liveNodes() > 1),
    async close() {
      closed = true;
      clearTimeout(timer);
      await notifications.close();
      await looking;
      await presence.end();
    },
  };
}

/** Keeps up the row by which the others know a process, and counts theirs. */
function createPresence(pool: SQL, id: string, { settingsHash, program, differs }: NodeOptions) {
  let live = 1;
  let differing = 0;
  let saidAt = Number.NEGATIVE_INFINITY;

  return {
    liveNodes: () => live,
    /** Says that it is there, where it has not for a while, and looks who else is. */
    async keep(): Promise<void> {
      if (performance.now() - saidAt < SAY_EVERY) return;
      await pool.unsafe(
        `insert into nodes (id, settings_hash, program, started_at, seen_at) values ($1, $2, $3, ${now}, ${now})
         on conflict (id) do update set seen_at = excluded.seen_at`,
        [id, settingsHash, program],
      );
      await pool.unsafe(`delete from nodes where seen_at < ${now} - ${10 * GONE_AFTER}`);
      const [found] = await pool
        .unsafe(
          `select count(*), count(*) filter (where settings_hash <> $1) from nodes where seen_at > ${now} - ${GONE_AFTER}`,
          [settingsHash],
        )
        .values();
      live = Math.max(1, Number(found?.[0]));
      const others = Number(found?.[1]);
      if (others > 0 && differing === 0) differs(others);
      differing = others;
      saidAt = performance.now();
    },
    async end(): Promise<void> {
      await pool.unsafe("delete from nodes where id = $1", [id]).catch(() => {});
    },
  };
}

/** Removes what nobody reads any more. */
async function prune(pool: SQL): Promise<void> {
  // Nobody asks for a commit any more that was under way so long ago.
  await pool.unsafe(
    `delete from change_marks where topic like 'commit %' and abs(changes) < ${now} - ${MARKS_KEPT_FOR}`,
  );
  // Of what changed again since, the earlier change says nothing any more.
  await pool.unsafe(
    `delete from feed_changes old using feed_changes later where later.product_id = old.product_id
       and later.number > old.number and later.${isSettledChange}`,
  );
}

/** Tells the others what they may send, and hears what they tell. */
async function openNotifications(pool: SQL, id: string, woken: NodeOptions["woken"]) {
  const topics = new Set<WakeTopic>();
  let sending: ReturnType<typeof setTimeout> | undefined;

  function send(): void {
    sending = undefined;
    const payload = [id, ...topics].join(" ");
    topics.clear();
    // A notification that is lost costs a second at most: whoever sends looks for themselves.
    pool.notify(CHANNEL, payload).catch(() => {});
  }

  function hear(payload: string): void {
    const [from, ...told] = payload.split(" ");
    if (from === id) return;
    for (const topic of told) if (topic === "events" || topic === "mails") woken(topic);
  }

  const listening = await pool.listen(CHANNEL, hear);
  return {
    /** @param isHeard whether anybody is there; else it is told with the next one that somebody hears. */
    tell(topic: WakeTopic, isHeard: boolean): void {
      topics.add(topic);
      if (isHeard) sending ??= setTimeout(send, GATHER_FOR);
    },
    async close(): Promise<void> {
      clearTimeout(sending);
      await listening.unlisten().catch(() => {});
    },
  };
}

function beingCopied(url: string, cause: unknown): DatabaseUnusable {
  return new DatabaseUnusable(
    `${addressOf(url)} is being copied (checkstand db copy). Start when that is done: what was sold now would be missing in the copy.`,
    { cause },
  );
}
