import { after, type Clock, type Instant, SECOND } from "../clock.ts";
import type { Write } from "../storage.ts";

/**
 * Who takes an attempt or a refund further, on disk, so that of all processes one at a time asks the provider about it.
 * A lease is for a time: after it whoever comes next takes it over. Only in a write job.
 */
export interface DriveStore<Id> {
  /**
   * Takes the lease that nobody has, whose time is over, or that `driver` has already. One statement, so that of two who
   * try at the same time one gets it. Gives false when it is not to be had. One that ends after `until` was taken before
   * the clock was set back, and means nothing.
   */
  takeDrive(id: Id, driver: string, now: Instant, until: Instant): Promise<boolean>;
  /** Gives the lease back, if `driver` has it. */
  endDrive(id: Id, driver: string): Promise<void>;
  /** Ends every lease. To be called only where it is certain that no driver is at work. */
  endDrives(): Promise<void>;
}

/** The driver of what was just written down: nobody else can know of it. `insert` gives it the first lease. */
export const OPENER = "opener";

/**
 * How long a lease lasts unless it is renewed, ms: how long after a crash a payment rests. It ends before the claim of the
 * request that pays does, however long ago that was renewed: whoever takes the claim over finds nobody at work.
 */
export const DRIVEN_FOR = 40 * SECOND;

/** How often it is renewed while the provider is asked, ms. */
const RENEW_EVERY = DRIVEN_FOR / 3;

/** How long to wait for whoever else is at work, ms: a little longer than the provider is given to answer. */
const PATIENCE = 20 * SECOND;

/** How often to look whether they are done, ms. */
const LOOK_EVERY = 100;

/** What somebody found out who drove something. */
export interface Driven<Result> {
  readonly found: Result;
  /**
   * Whether nobody else can have driven it meanwhile. A disk that was slow, a process that stood still or a clock that was
   * set back may have cost the lease: somebody else may then have asked the provider the same.
   */
  readonly wasAlone: boolean;
}

/** What one process drives. */
export interface Drives<Stores, Id> {
  /** Takes the lease if it is to be had. */
  take(id: Id): Promise<boolean>;
  /** Takes the lease as soon as whoever has it is done. False when that takes too long. */
  await(id: Id): Promise<boolean>;
  /**
   * Keeps the lease for as long as the work takes, however slow the provider is.
   *
   * @param openedAt when its first lease began, which counts for whoever has taken no other.
   */
  keep<Result>(id: Id, openedAt: Instant, work: () => Promise<Result>): Promise<Driven<Result>>;
  /** How the lease is given back that is had now: another one may be taken before this one is forgotten. */
  leaseOf(id: Id): Lease<Stores>;
}

/** A lease that a process has. */
export interface Lease<Stores> {
  /** Gives it back with the change that the work came to. In its job. */
  end(stores: Stores): Promise<void>;
  /** Forgets it, once the job that gave it back is committed. */
  forget(): void;
}

export interface DriveDependencies<Stores, Id> {
  readonly write: Write<Stores>;
  readonly store: (stores: Stores) => DriveStore<Id>;
  readonly clock: Clock;
  readonly renewEveryMs?: number | undefined;
  /** Settles after so many ms; `Bun.sleep` but in tests. */
  readonly sleep?: ((ms: number) => Promise<void>) | undefined;
}

/** Builds the {@link Drives} of one process. */
export function createDrives<Stores, Id extends string>({
  write,
  store,
  clock,
  renewEveryMs = RENEW_EVERY,
  sleep = Bun.sleep,
}: DriveDependencies<Stores, Id>): Drives<Stores, Id> {
  /** Drivers and when they last took their lease. Kept until it is given back: what could not be settled is taken up again at once. */
  const drivers = new Map<Id, { readonly name: string; readonly takenAt: Instant }>();

  function takeAs(driver: string, id: Id): Promise<boolean> {
    return write((stores) => {
      const now = clock.now();
      return store(stores).takeDrive(id, driver, now, after(now, DRIVEN_FOR));
    });
  }

  async function take(id: Id): Promise<boolean> {
    const name = drivers.get(id)?.name ?? crypto.randomUUID();
    const takenAt = clock.now();
    const isTaken = await takeAs(name, id);
    if (isTaken) drivers.set(id, { name, takenAt });
    return isTaken;
  }

  return {
    take,
    async keep(id, openedAt, work) {
      const { name, takenAt } = drivers.get(id) ?? { name: OPENER, takenAt: openedAt };
      let lastTaken = takenAt;
      const isStillHad = (at: Instant) => at >= lastTaken && at - lastTaken < DRIVEN_FOR;
      // One that cannot be renewed runs out; whoever takes it over asks the provider under the same key.
      const renew = async () => {
        const at = clock.now();
        const isTaken = await takeAs(name, id).catch(() => false);
        // One that had run out may have been somebody else's until now.
        if (isTaken && isStillHad(at)) lastTaken = at;
      };
      const renewing = setInterval(renew, renewEveryMs);
      try {
        const found = await work();
        return { found, wasAlone: isStillHad(clock.now()) };
      } finally {
        clearInterval(renewing);
      }
    },
    async await(id) {
      for (let waited = 0; waited < PATIENCE; waited += LOOK_EVERY) {
        if (await take(id)) return true;
        await sleep(LOOK_EVERY);
      }
      return false;
    },
    leaseOf(id) {
      const driver = drivers.get(id)?.name ?? OPENER;
      return {
        end: (stores) => store(stores).endDrive(id, driver),
        forget() {
          if (drivers.get(id)?.name === driver) drivers.delete(id);
        },
      };
    },
  };
}
