import { Cron } from "croner";
import { after, type Clock, DAY, type Instant, instant, MINUTE } from "../../clock.ts";
import type { ShippingRules } from "../../pricing/shipping.ts";
import type { Shop } from "../../shop.ts";
import type { FeedTerms } from "../row.ts";
import type { FeedStore } from "../stores.ts";
import { type FeedSettings, feedTerms } from "../terms.ts";
import { destinationAddress, type FeedDestination } from "./destination.ts";

/** What says when destinations are to be pushed to. */
export interface PushScheduling {
  readonly shop: Shop;
  readonly settings: FeedSettings;
  readonly shipping: ShippingRules;
  readonly reads: { readonly feeds: Pick<FeedStore, "destination" | "lastChange"> };
  readonly clock: Clock;
  /** Names this program's version: another may make other rows of the same catalogue. */
  readonly version: string;
}

/** When destinations are to be pushed to, and what their feeds depend on. */
export interface PushSchedule {
  termsOf(destination: FeedDestination, now: Instant): FeedTerms;
  /** All that a destination's feed depends on beside the catalogue. Days that matter are known as times of change. */
  fingerprintOf(destination: FeedDestination, terms: FeedTerms): string;
  /** When a destination is to be pushed to next. */
  dueOf(destination: FeedDestination): Promise<Instant>;
}

const FULL_EVERY = DAY;
/** A destination that asks to be left alone for longer is not: a day is the most that is read from its answer. */
const LONGEST_PAUSE = DAY + MINUTE;

/** Builds the {@link PushSchedule} of one shop. */
export function createPushSchedule({
  shop,
  settings,
  shipping,
  reads,
  clock,
  version,
}: PushScheduling): PushSchedule {
  function termsOf(destination: FeedDestination, now: Instant): FeedTerms {
    return feedTerms(shop, settings, shipping, destination, now);
  }

  function fingerprintOf(
    { generation, kind }: FeedDestination,
    { now: _, today: __, ...others }: FeedTerms,
  ): string {
    const whole = JSON.stringify([version, kind, generation, others]);
    return new Bun.CryptoHasher("sha256").update(whole).digest("hex");
  }

  async function dueOf(destination: FeedDestination): Promise<Instant> {
    const now = clock.now();
    const state = await reads.feeds.destination(destination.name);
    if (state?.address !== destinationAddress(destination)) return now;
    if (state.retryAt !== undefined) return state.retryAt > after(now, LONGEST_PAUSE) ? now : state.retryAt;
    if (!isPast(state.lastGoodAt, now)) return now;
    const full = fullDueAt(state.lastFullAt, now);
    const isOther =
      state.lastChange !== (await reads.feeds.lastChange()) ||
      (state.changesAt !== undefined && state.changesAt <= now) ||
      state.terms !== fingerprintOf(destination, termsOf(destination, now));
    return isOther ? instant(Math.min(full, nextOf(destination, state.lastGoodAt))) : full;
  }

  /** When the schedule allows the next push after one. */
  function nextOf({ schedule }: FeedDestination, last: Instant): Instant {
    if (schedule.kind === "every") return after(last, schedule.milliseconds);
    const next = new Cron(schedule.expression, { timezone: shop.timezone, paused: true }).nextRun(
      new Date(last),
    );
    return next === null ? after(last, FULL_EVERY) : instant(next.getTime());
  }

  return { termsOf, fingerprintOf, dueOf };
}

/** Whether there was a push. One in the future was before the clock was set back: nobody knows how long ago. */
function isPast(at: Instant | undefined, now: Instant): at is Instant {
  return at !== undefined && at <= now;
}

/** When everything is to be made sure of again, after it was at `last`. */
export function fullDueAt(last: Instant | undefined, now: Instant): Instant {
  return isPast(last, now) ? after(last, FULL_EVERY) : now;
}
