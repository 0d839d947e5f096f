import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { earlier, type Instant, instant } from "../clock.ts";
import type { Publication } from "../feed/pull/publication.ts";
import type { JobStatus, Scheduler } from "../jobs/scheduler.ts";
import type { JobObservation, Observation, Observe } from "../monitoring/observation.ts";
import type { PaymentWindow } from "../monitoring/payment-window.ts";
import { type UnresolvedPayment, unresolvedPayments } from "../payments/unresolved.ts";
import { type CertificateFiles, CertificateUnusable, readCertificate } from "../tls-certificate.ts";
import type { ServerContext } from "./server-context.ts";

/** More unresolved payments of a kind than this are not counted: somebody should long have looked. */
const MOST_COUNTED = 1_000;

export interface Observed {
  readonly jobs: Pick<Scheduler, "status">;
  readonly publication: Pick<Publication, "due" | "made">;
  readonly payments: PaymentWindow;
  /** How far the clock is ahead of the payment provider's, ms; absent while that is not known. */
  readonly clockAheadMs: () => number | undefined;
}

/** Looks at a running shop as a whole. Every question is answered from an index or a file's size. */
export function observeShop(
  { reads, clock, settings, database }: ServerContext,
  { jobs, publication, payments, clockAheadMs }: Observed,
): Observe {
  /** Since when the feed should have been made anew; it may be due at every moment anew. */
  let feedDueSince: Instant | undefined;
  return async (): Promise<Observation> => {
    const at = clock.now();
    const agents = await reads.agents.all();
    const toldNothing = agents.filter(({ isToldNothing }) => isToldNothing).map(({ id }) => id);
    const [unresolved, events, mails, soldOutVariants, dueAt, disk, sizes, states] = await Promise.all([
      unresolvedPayments(reads, at, MOST_COUNTED),
      reads.outbox.backlog(toldNothing),
      reads.mails.backlog(),
      reads.catalog.countLowStock(0),
      publication.due(),
      statfs(dirname(database.beside)),
      database.sizes(),
      Promise.all(
        settings.feed.destinations.map(
          async ({ name }) => [name, await reads.feeds.destination(name)] as const,
        ),
      ),
    ]);
    feedDueSince = dueAt === undefined || dueAt > at ? undefined : (earlier(feedDueSince, dueAt) ?? dueAt);
    const made = publication.made();
    return {
      at,
      unresolvedPayments: countByKind(unresolved),
      overduePayments: unresolved.filter(({ isOverdue }) => isOverdue).length,
      recentPayments: payments.recent(),
      events,
      mails,
      feed: { builtAt: made?.builtAt, dueSince: feedDueSince, refused: made?.refused ?? 0 },
      destinations: states.map(([name, state]) => ({
        name,
        lastGoodAt: state?.lastGoodAt,
        failures: state?.failures ?? 0,
      })),
      jobs: jobs.status().map(jobObservation),
      disk: { free: disk.bavail * disk.bsize, size: disk.blocks * disk.bsize },
      database: { ...sizes, unused: database.unusedBytes() },
      soldOutVariants,
      clockAheadMs: clockAheadMs(),
      certificateEndsAt: settings.server.tls && certificateEnd(settings.server.tls),
    };
  };
}

/** The last moment of a certificate; `undefined` where it cannot be read, which the log says. */
function certificateEnd(files: CertificateFiles): Instant | undefined {
  try {
    return instant(readCertificate(files).validUntil.getTime());
  } catch (error) {
    if (error instanceof CertificateUnusable) return undefined;
    throw error;
  }
}

function countByKind(unresolved: readonly UnresolvedPayment[]): Observation["unresolvedPayments"] {
  const counts = { charge: 0, late_payment: 0, refund: 0, authorization: 0 };
  for (const { kind } of unresolved) counts[kind] += 1;
  return counts;
}

function jobObservation({
  name,
  failures,
  isFailing,
  isRunning,
  startedAt,
  succeededAt,
}: JobStatus): JobObservation {
  return { name, failures, isFailing, succeededAt, runningSince: isRunning ? startedAt : undefined };
}
