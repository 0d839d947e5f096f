import type { Instant } from "../clock.ts";
import type { Backlog } from "../outbox/stores.ts";
import type { Observation } from "./observation.ts";
import { Gauge, type Registry } from "./prometheus.ts";

/** Sets what is looked at when somebody collects metrics, rather than counted as it happens. */
export type ShowObservation = (observation: Observation) => void;

/** Registers every gauge of the shop's state. Sizes are in bytes, ages and times in seconds. */
export function createGauges(registry: Registry): ShowObservation {
  const registers = [registry];
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge<Label>({ name: `checkstand_${name}`, help, labelNames, registers });
  const shown = [
    paymentGauges(gauge),
    backlogGauges(gauge, "webhook_events", "Events for agents"),
    backlogGauges(gauge, "mails", "Mails"),
    feedGauges(gauge),
    jobGauges(gauge),
    storageGauges(gauge),
    certificateGauge(gauge),
  ];
  return (observation) => {
    for (const show of shown) show(observation);
  };
}

type MakeGauge = <Label extends string = never>(name: string, help: string, labels?: Label[]) => Gauge<Label>;

function paymentGauges(gauge: MakeGauge): ShowObservation {
  const unresolved = gauge("payments_unresolved", "Money that is not where it should be yet.", ["kind"]);
  const overdue = gauge("payments_overdue", "Unresolved payments that a person should look at.");
  const soldOut = gauge("variants_sold_out", "Variants of counted stock of which none is left.");
  return ({ unresolvedPayments, overduePayments, soldOutVariants }) => {
    for (const [kind, count] of Object.entries(unresolvedPayments)) unresolved.set({ kind }, count);
    overdue.set(overduePayments);
    soldOut.set(soldOutVariants);
  };
}

function backlogGauges(gauge: MakeGauge, name: "webhook_events" | "mails", what: string): ShowObservation {
  const pending = gauge(`${name}_pending`, `${what} that wait to be sent.`);
  const dead = gauge(`${name}_dead`, `${what} that were given up.`);
  const age = gauge(`${name}_oldest_pending_age_seconds`, "How long the one that waits longest has waited.");
  const backlogOf = ({ events, mails }: Observation): Backlog => (name === "mails" ? mails : events);
  return (observation) => {
    const backlog = backlogOf(observation);
    pending.set(backlog.pending);
    dead.set(backlog.dead);
    age.set(secondsSince(backlog.oldestPendingAt, observation.at) ?? 0);
  };
}

function feedGauges(gauge: MakeGauge): ShowObservation {
  const age = gauge("feed_age_seconds", "How long ago the fetched feed was made.");
  const overdue = gauge("feed_overdue_seconds", "For how long the fetched feed should have been made anew.");
  const refused = gauge("feed_refused_variants", "Variants left out of the feed for a field they must have.");
  const pushed = gauge("feed_destination_age_seconds", "How long ago the destination was last pushed to.", [
    "destination",
  ]);
  const failures = gauge("feed_destination_failures", "Pushes in vain since the last good one.", [
    "destination",
  ]);
  return ({ feed, destinations, at }) => {
    const seconds = secondsSince(feed.builtAt, at);
    if (seconds !== undefined) age.set(seconds);
    overdue.set(secondsSince(feed.dueSince, at) ?? 0);
    refused.set(feed.refused);
    for (const { name: destination, lastGoodAt, failures: inVain } of destinations) {
      const since = secondsSince(lastGoodAt, at);
      if (since !== undefined) pushed.set({ destination }, since);
      failures.set({ destination }, inVain);
    }
  };
}

function jobGauges(gauge: MakeGauge): ShowObservation {
  const failures = gauge("job_failures", "Failed runs of the job since the last that did not.", ["job"]);
  const running = gauge("job_running_seconds", "For how long the present run has lasted; 0 between runs.", [
    "job",
  ]);
  const succeeded = gauge("job_last_success_timestamp_seconds", "When the job last ran to its end.", ["job"]);
  return ({ jobs, at }) => {
    for (const { name: job, failures: failed, runningSince, succeededAt } of jobs) {
      failures.set({ job }, failed);
      running.set({ job }, secondsSince(runningSince, at) ?? 0);
      if (succeededAt !== undefined) succeeded.set({ job }, succeededAt / 1000);
    }
  };
}

function storageGauges(gauge: MakeGauge): ShowObservation {
  const file = gauge("database_size_bytes", "Size of the database file.");
  const log = gauge("database_log_size_bytes", "Size of the write-ahead log beside it.");
  const unused = gauge("database_unused_bytes", "The part of the database file that nothing is in.");
  const free = gauge("disk_free_bytes", "What is free on the database's disk.");
  const size = gauge("disk_size_bytes", "Size of the database's disk.");
  const ahead = gauge("clock_ahead_seconds", "How far the clock is ahead of the payment provider's.");
  return ({ database, disk, clockAheadMs }) => {
    file.set(database.file);
    log.set(database.log);
    unused.set(database.unused);
    free.set(disk.free);
    size.set(disk.size);
    if (clockAheadMs !== undefined) ahead.set(clockAheadMs / 1000);
  };
}

function certificateGauge(gauge: MakeGauge): ShowObservation {
  const ends = gauge("certificate_expiry_timestamp_seconds", "When the certificate that is served ends.");
  // Where a proxy has the certificate there is no moment, and 0 would be one that is long over.
  ends.remove();
  return ({ certificateEndsAt }) => {
    if (certificateEndsAt !== undefined) ends.set(certificateEndsAt / 1000);
  };
}

function secondsSince(since: Instant | undefined, now: Instant): number | undefined {
  return since === undefined ? undefined : Math.max(0, now - since) / 1000;
}
