import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { SQL } from "bun";
import { openPostgres } from "../../db/postgres/open.ts";
import { type Clock, HOUR, instant, MINUTE, SECOND, systemClock } from "../../src/clock.ts";
import type { KeyedRequest } from "../../src/idempotency/stores.ts";
import { createScheduler, type Scheduler } from "../../src/jobs/scheduler.ts";
import { silentLog } from "../../src/log.ts";
import type { OpenDatabase } from "../../src/stores.ts";
import { eventually, jobOf } from "../jobs/workshop.ts";
import { eventOf, orderOf } from "../outbox/orders.ts";
import { hasPostgres, sharedPostgres } from "../postgres-server.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** How far the processes' clocks are from the database's, ms. */
const aheads = [HOUR, 0, -HOUR];

/** A process of a shop: its clock, and its way to the database. */
interface Process extends OpenDatabase {
  readonly clock: Clock;
  readonly name: string;
}

function clockAhead(ahead: number): Clock {
  return { now: () => instant(Date.now() + ahead), tick: systemClock.tick };
}

const bytes = (text: string) => new Bun.CryptoHasher("sha256").update(text).digest();

describe.skipIf(!hasPostgres)("processes whose clocks are an hour apart", () => {
  const folder = temporaryFolder();
  let processes: readonly Process[] = [];
  let looking: SQL;

  beforeAll(async () => {
    const url = await (await sharedPostgres()).freshDatabase();
    looking = new SQL(url, { max: 1 });
    processes = await Promise.all(
      aheads.map(async (ahead) => {
        const clock = clockAhead(ahead);
        const name = `ahead ${ahead}`;
        return {
          clock,
          name,
          ...(await openPostgres(url, join(folder.path, name), { opener: "merchant", clock })),
        };
      }),
    );
  });
  afterAll(async () => {
    for (const process of processes) await process.close();
    await looking.close();
    folder[Symbol.dispose]();
  });

  /** What each process's clock says in so many milliseconds. */
  const later = ({ clock }: Process, milliseconds: number) => instant(clock.now() + milliseconds);
  const leaseOf = (process: Process, name: string) => ({
    name,
    holder: process.name,
    now: process.clock.now(),
    until: later(process, MINUTE),
  });
  const takeJob = (process: Process, name: string) =>
    process.writer.write(({ jobs }) => jobs.take(leaseOf(process, name)));
  /** Has time go by for the lease of a job, by the database's clock. */
  const pass = (seconds: number, name: string) =>
    looking.unsafe("update jobs set leased_until = leased_until - $1::bigint where name = $2", [
      seconds * SECOND,
      name,
    ]);

  test.each(aheads.map((ahead, holder) => ({ ahead, holder })))(
    "leave a job to the one that has it, whose clock is $ahead ms ahead, for as long as it holds",
    async ({ ahead, holder }) => {
      const name = `job of ${ahead}`;
      const [first, ...others] = [...processes.slice(holder), ...processes.slice(0, holder)];
      if (!first) throw new Error("there are processes");
      const othersAreLeftOut = async () => {
        for (const other of others) {
          const { holder, leasedUntil } = await takeJob(other, name);
          expect(holder).toBe(first.name);
          // By its own clock it hears when to come again.
          expect(leasedUntil).toBeGreaterThan(other.clock.now());
          expect(leasedUntil).toBeLessThanOrEqual(later(other, MINUTE));
        }
      };
      await takeJob(first, name);
      await othersAreLeftOut();
      await pass(40, name);
      expect(await first.writer.write(({ jobs }) => jobs.renew(leaseOf(first, name)))).toBe(true);
      await pass(40, name);
      await othersAreLeftOut();
      await pass(20, name);
      const taken = await Promise.all(others.map((other) => takeJob(other, name)));
      expect(new Set(taken.map(({ holder }) => holder)).size).toBe(1);
      expect(taken[0]?.holder).not.toBe(first.name);
    },
  );

  test("run a job one at a time, however often all of them are woken", async () => {
    let atWork = 0;
    let most = 0;
    const runs = processes.map(() => 0);
    const schedulers: Scheduler[] = processes.map(({ writer, reads, clock }, index) => {
      const job = jobOf({
        name: "woken",
        async run() {
          atWork += 1;
          most = Math.max(most, atWork);
          await Bun.sleep(2);
          runs[index] = (runs[index] ?? 0) + 1;
          atWork -= 1;
        },
      });
      return createScheduler([job], { write: writer.write, reads, clock, log: silentLog });
    });
    for (const scheduler of schedulers) await scheduler.start();
    const waking = setInterval(() => {
      for (const scheduler of schedulers) scheduler.wake("woken");
    }, 5);
    await eventually(() => runs.every((count) => count >= 5));
    clearInterval(waking);
    for (const scheduler of schedulers) await scheduler.stop();
    expect(most).toBe(1);
  });

  test("let one at a time take a claim, and the next one when its time is over", async () => {
    const request = { claim: bytes("claim"), fingerprint: bytes("body") } as KeyedRequest;
    const take = (process: Process) =>
      process.writer.write(({ idempotency }) =>
        idempotency.take(request, process.name, process.clock.now(), later(process, MINUTE)),
      );
    const taken = await Promise.all(processes.map(take));
    expect(taken.filter((generation) => generation !== undefined)).toEqual([1]);
    await looking`update idempotency_records set held_until = held_until - 60000`;
    const again = await Promise.all(processes.map(take));
    expect(again.filter((generation) => generation !== undefined)).toEqual([2]);
  });

  test("leave an event and a mail to the one that took it, and see both wait as long", async () => {
    const [ahead, right, behind] = processes;
    if (!ahead || !right || !behind) throw new Error("there are three processes");
    const event = eventOf(orderOf({ number: 7200 }));
    await ahead.writer.write(async ({ outbox, mails }) => {
      await outbox.append(event);
      const mail = { key: "mail", to: "jane@example.com", subject: "s", text: "t", html: "t" };
      await mails.append(mail, ahead.clock.now());
    });
    const claim = (process: Process) =>
      process.writer.write(async ({ outbox, mails }) => {
        const times = {
          now: process.clock.now(),
          horizon: later(process, 24 * HOUR),
          until: later(process, MINUTE),
        };
        return [await outbox.claim(event.id, times), await mails.claim("mail", times)];
      });
    for (const first of processes) {
      expect(await claim(first)).toEqual([true, true]);
      for (const other of processes) {
        expect(await claim(other)).toEqual([false, false]);
        const now = other.clock.now();
        const { agentId } = event;
        expect(await other.reads.outbox.due({ agentId }, now, later(other, 24 * HOUR), 9)).toEqual([]);
        expect(await other.reads.mails.due(now, later(other, 24 * HOUR), 9)).toEqual([]);
        const next = [
          await other.reads.outbox.nextDueAfter({ agentId }, now),
          await other.reads.mails.nextDueAfter(now),
        ];
        for (const moment of next) {
          expect(moment).toBeGreaterThan(now);
          expect(moment).toBeLessThanOrEqual(later(other, MINUTE));
        }
      }
      await looking`update outbox_events set next_attempt_at = next_attempt_at - 60000`;
      await looking`update mails set next_attempt_at = next_attempt_at - 60000`;
    }
  });
});
