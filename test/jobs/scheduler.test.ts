import { expect, test } from "bun:test";
import { after, DAY, HOUR, type Instant, MINUTE } from "../../src/clock.ts";
import type { JobRun } from "../../src/jobs/job.ts";
import type { Scheduler } from "../../src/jobs/scheduler.ts";
import { eventually, jobOf, LEASE, manyLooks, openWorkshop } from "./workshop.ts";

/** A job that counts its runs, each of which ends when the test says so. */
function heldJob() {
  const runs: { run: JobRun; end: () => void }[] = [];
  const job = jobOf({
    run: (run) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      runs.push({ run, end: resolve });
      return promise;
    },
  });
  return { job, runs };
}

/** A job that counts its runs. */
function countedJob(given: Parameters<typeof jobOf>[0] = {}) {
  const pluralize = { runs: 0, job: jobOf() };
  pluralize.job = jobOf({
    run: async () => {
      pluralize.runs += 1;
    },
    ...given,
  });
  return pluralize;
}

/** Whether no run is under way: what comes next is planned, by the clock as it stands. */
const isIdle = (scheduler: Scheduler) => () => scheduler.status().every(({ isRunning }) => !isRunning);

test("a job runs at the start and again after each interval", async () => {
  await using workshop = openWorkshop();
  const pluralize = countedJob();
  const scheduler = workshop.scheduler(pluralize.job);
  await scheduler.start();
  await eventually(() => pluralize.runs === 1);
  await eventually(isIdle(scheduler));
  await manyLooks();
  expect(pluralize.runs).toBe(1);
  workshop.clock.advance(MINUTE);
  await eventually(() => pluralize.runs === 2);
  await scheduler.stop();
});

test("a restart goes on where the last server was, and does not run everything again", async () => {
  await using workshop = openWorkshop();
  const first = countedJob();
  const before = workshop.scheduler(first.job);
  await before.start();
  await eventually(() => first.runs === 1);
  await before.stop();
  const second = countedJob();
  const afterwards = workshop.scheduler(second.job);
  await afterwards.start();
  await manyLooks();
  expect(second.runs).toBe(0);
  workshop.clock.advance(MINUTE);
  await eventually(() => second.runs === 1);
  await afterwards.stop();
});

test("after a restart a job that knows what is due is asked at once, whenever it was to run next", async () => {
  await using workshop = openWorkshop();
  let due: Instant | undefined;
  const first = workshop.scheduler(jobOf({ due: async () => due }));
  await first.start();
  await workshop.remember({ name: "sweep", failures: 0, nextAt: after(workshop.clock.now(), MINUTE) });
  await first.stop();
  due = workshop.clock.now();
  const pluralize = countedJob({ due: async () => due });
  const second = workshop.scheduler(pluralize.job);
  await second.start();
  await eventually(() => pluralize.runs === 1);
  await second.stop();
});

test("a woken job runs at once", async () => {
  await using workshop = openWorkshop();
  const pluralize = countedJob();
  const scheduler = workshop.scheduler(pluralize.job);
  await scheduler.start();
  await eventually(() => pluralize.runs === 1);
  scheduler.wake("sweep");
  await eventually(() => pluralize.runs === 2);
  await scheduler.stop();
});

test("a job woken while it runs runs once more, however often it was woken", async () => {
  await using workshop = openWorkshop();
  const { job, runs } = heldJob();
  const scheduler = workshop.scheduler(job);
  await scheduler.start();
  await eventually(() => runs.length === 1);
  scheduler.wake("sweep");
  scheduler.wake("sweep");
  await manyLooks();
  expect(runs).toHaveLength(1);
  runs[0]?.end();
  await eventually(() => runs.length === 2);
  runs[1]?.end();
  await manyLooks();
  expect(runs).toHaveLength(2);
  await scheduler.stop();
});

test("a run that takes notice of being woken is not run once more for it", async () => {
  await using workshop = openWorkshop();
  let woken = 0;
  const job = jobOf({
    run: async (run) => {
      await run.woken(after(workshop.clock.now(), HOUR));
      woken += 1;
    },
  });
  const scheduler = workshop.scheduler(job);
  await scheduler.start();
  await eventually(() => woken === 1);
  await manyLooks();
  expect(woken).toBe(1);
  await scheduler.stop();
});

test("a job with nothing due writes nothing, and runs when its time comes", async () => {
  await using workshop = openWorkshop();
  let due: Instant | undefined;
  const pluralize = countedJob();
  const { run } = pluralize.job;
  const job = jobOf({
    due: async () => due,
    run: async (given) => {
      due = undefined;
      await run(given);
    },
  });
  const scheduler = workshop.scheduler(job);
  await scheduler.start();
  await manyLooks();
  expect(await workshop.record()).toBeUndefined();
  due = after(workshop.clock.now(), 5_000);
  scheduler.wake("sweep");
  await manyLooks();
  expect(pluralize.runs).toBe(0);
  workshop.clock.advance(5_000);
  await eventually(() => pluralize.runs === 1);
  await scheduler.stop();
});

test("a job that is asked what is due long after its last run is not running", async () => {
  await using workshop = openWorkshop();
  let due: Instant | undefined = workshop.clock.now();
  const seen: boolean[] = [];
  const isRunning = () => scheduler.status().some((job) => job.isRunning);
  const job = jobOf({
    due: async () => {
      seen.push(isRunning());
      return due;
    },
    run: async () => {
      due = undefined;
      expect(isRunning()).toBe(true);
    },
  });
  const scheduler = workshop.scheduler(job);
  await scheduler.start();
  await eventually(async () => (await workshop.record())?.succeededAt !== undefined);
  await eventually(isIdle(scheduler));
  const asked = seen.length;
  workshop.clock.advance(DAY);
  await eventually(() => seen.length > asked);
  expect(seen.slice(asked)).not.toContain(true);
  await scheduler.stop();
});

test("a job with something due right after a run takes a breath and runs again, long before its interval is over", async () => {
  await using workshop = openWorkshop();
  const pluralize = countedJob({ due: async () => workshop.clock.now() });
  const scheduler = workshop.scheduler(pluralize.job);
  await scheduler.start();
  await eventually(() => pluralize.runs === 1);
  await manyLooks();
  expect(pluralize.runs).toBe(1);
  for (let runs = 2; runs <= 4; runs += 1) {
    // It reckons its breath from when the run is over.
    await eventually(isIdle(scheduler));
    workshop.clock.advance(1_000);
    await eventually(() => pluralize.runs === runs);
  }
  await scheduler.stop();
});

test("a job that throws is tried again, later each time, and reported when it goes on", async () => {
  await using workshop = openWorkshop();
  let runs = 0;
  const job = jobOf({
    run: async () => {
      runs += 1;
      throw new RangeError("no luck");
    },
  });
  const scheduler = workshop.scheduler(job);
  await scheduler.start();
  await eventually(() => runs === 1);
  await eventually(isIdle(scheduler));
  await manyLooks();
  expect(runs).toBe(1);
  expect(scheduler.status()).toMatchObject([{ failures: 1, reason: "RangeError", isFailing: false }]);
  workshop.clock.advance(1_000);
  await eventually(() => runs === 2);
  await eventually(isIdle(scheduler));
  workshop.clock.advance(1_000);
  await manyLooks();
  expect(runs).toBe(2);
  workshop.clock.advance(1_000);
  await eventually(async () => (await workshop.record())?.failures === 3);
  expect(scheduler.status()).toMatchObject([{ failures: 3, isFailing: true }]);
  await scheduler.stop();
});

test("a run that goes well ends the failures", async () => {
  await using workshop = openWorkshop();
  await workshop.remember({ name: "sweep", failures: 7, reason: "RangeError" });
  const pluralize = countedJob();
  const scheduler = workshop.scheduler(pluralize.job);
  await scheduler.start();
  await eventually(async () => (await workshop.record())?.succeededAt !== undefined);
  expect(scheduler.status()).toMatchObject([{ failures: 0, isFailing: false }]);
  expect(await workshop.record()).not.toHaveProperty("unexpected", "RangeError");
  await scheduler.stop();
});

test("a job that fails or is slow holds no other job up", async () => {
  await using workshop = openWorkshop();
  const slow = heldJob();
  const pluralize = countedJob();
  const scheduler = workshop.scheduler(
    slow.job,
    jobOf({ name: "broken", run: async () => Promise.reject(new Error("broken")) }),
    { ...pluralize.job, name: "fine" },
  );
  await scheduler.start();
  await eventually(() => pluralize.runs === 1 && slow.runs.length === 1);
  await eventually(() => scheduler.status().some(({ name, isRunning }) => name === "fine" && !isRunning));
  workshop.clock.advance(MINUTE);
  await eventually(() => pluralize.runs === 2);
  slow.runs[0]?.end();
  await scheduler.stop();
});

test("a stop waits for what is running, gives its lease back and begins nothing more", async () => {
  await using workshop = openWorkshop();
  const { job, runs } = heldJob();
  const scheduler = workshop.scheduler(job);
  await scheduler.start();
  await eventually(() => runs.length === 1);
  expect(await workshop.record()).toMatchObject({ holder: expect.any(String) });
  let stopped = false;
  const stopping = scheduler.stop().then(() => {
    stopped = true;
  });
  await manyLooks();
  expect(stopped).toBe(false);
  expect(runs[0]?.run.signal.aborted).toBe(true);
  scheduler.wake("sweep");
  runs[0]?.end();
  await stopping;
  expect(runs).toHaveLength(1);
  expect((await workshop.record())?.holder).toBeUndefined();
});

test("after a crash the work rests until the lease has run out, then resumes", async () => {
  await using workshop = openWorkshop();
  await workshop.remember({
    name: "sweep",
    failures: 0,
    holder: "a server that was killed",
    leasedUntil: after(workshop.clock.now(), LEASE),
  });
  const pluralize = countedJob();
  const scheduler = workshop.scheduler(pluralize.job);
  await scheduler.start();
  await manyLooks();
  expect(pluralize.runs).toBe(0);
  workshop.clock.advance(LEASE);
  await eventually(() => pluralize.runs === 1);
  await scheduler.stop();
});

test("two schedulers on one file never run a job at the same time", async () => {
  await using workshop = openWorkshop();
  const one = heldJob();
  const other = heldJob();
  const schedulers = [workshop.scheduler(one.job), workshop.scheduler(other.job)];
  for (const scheduler of schedulers) await scheduler.start();
  await eventually(() => one.runs.length + other.runs.length === 1);
  await manyLooks();
  expect(one.runs.length + other.runs.length).toBe(1);
  for (const { end } of [...one.runs, ...other.runs]) end();
  for (const scheduler of schedulers) await scheduler.stop();
});

for (const [direction, jump] of [
  ["forwards", 400 * DAY],
  ["a little back", -MINUTE],
  ["far back", -400 * DAY],
] as const) {
  test(`a clock set ${direction} keeps no job from running, and none from resting`, async () => {
    await using workshop = openWorkshop();
    const pluralize = countedJob();
    const scheduler = workshop.scheduler(pluralize.job);
    await scheduler.start();
    await eventually(() => pluralize.runs === 1);
    await eventually(isIdle(scheduler));
    workshop.clock.advance(jump);
    await eventually(() => pluralize.runs === 2);
    await eventually(isIdle(scheduler));
    await manyLooks();
    expect(pluralize.runs).toBe(2);
    workshop.clock.advance(MINUTE);
    await eventually(() => pluralize.runs === 3);
    await scheduler.stop();
  });
}

test("a lease from before the clock was set back holds nobody up", async () => {
  await using workshop = openWorkshop();
  await workshop.remember({
    name: "sweep",
    failures: 0,
    holder: "a server that was killed",
    leasedUntil: after(workshop.clock.now(), 400 * DAY),
    nextAt: after(workshop.clock.now(), 400 * DAY),
  });
  const pluralize = countedJob();
  const scheduler = workshop.scheduler(pluralize.job);
  await scheduler.start();
  await eventually(() => pluralize.runs === 1);
  await scheduler.stop();
});

test("a job that nobody has given a name is not woken", async () => {
  await using workshop = openWorkshop();
  const scheduler = workshop.scheduler();
  expect(() => scheduler.wake("swep")).toThrow("there is no job swep");
});

test("a job at intervals that another process has just run waits for its next interval", async () => {
  await using workshop = openWorkshop();
  const [one, other] = [countedJob(), countedJob()];
  const schedulers = [workshop.scheduler(one.job), workshop.scheduler(other.job)];
  for (const scheduler of schedulers) await scheduler.start();
  await eventually(() => one.runs + other.runs >= 1);
  await eventually(() => schedulers.every((scheduler) => isIdle(scheduler)()));
  await manyLooks();
  const runs = one.runs + other.runs;
  workshop.clock.advance(MINUTE);
  await eventually(() => one.runs + other.runs === runs + 1);
  await manyLooks();
  expect(one.runs + other.runs).toBe(runs + 1);
  for (const scheduler of schedulers) await scheduler.stop();
});

test("a run that lost its lease to another process is told to stop", async () => {
  await using workshop = openWorkshop();
  const { job, runs } = heldJob();
  const scheduler = workshop.scheduler(job);
  await scheduler.start();
  await eventually(() => runs.length === 1);
  workshop.clock.advance(LEASE);
  await workshop.remember({
    name: "sweep",
    failures: 0,
    holder: "another",
    leasedUntil: after(workshop.clock.now(), LEASE),
  });
  await eventually(() => runs[0]?.run.signal.aborted === true);
  runs[0]?.end();
  await scheduler.stop();
  expect((await workshop.record())?.holder).toBe("another");
});

test("a job of each process is run by both of two at a time, and is not written down", async () => {
  await using workshop = openWorkshop();
  const started: string[] = [];
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  const process = (name: string) =>
    workshop.scheduler(
      jobOf({
        isOfEachProcess: true,
        due: async () => workshop.clock.now(),
        async run() {
          started.push(name);
          await mayEnd;
        },
      }),
    );
  const [one, other] = [process("one"), process("other")];
  await Promise.all([one.start(), other.start()]);
  await eventually(() => started.length === 2);
  expect(started.toSorted()).toEqual(["one", "other"]);
  end();
  await Promise.all([one.stop(), other.stop()]);
  expect(await workshop.record()).toBeUndefined();
});
