import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { type Currency, decimalsOf, type Minor } from "./money.ts";
import type { ChangeCounter } from "./monitoring/count-changes.ts";
import { createGauges } from "./monitoring/gauges.ts";
import type { Observe } from "./monitoring/observation.ts";
import { version } from "./version.ts";

/** Where the request pipeline notes each request. `route` is a pattern, never a path, so that labels stay few. */
export interface HttpMetrics {
  observe(route: string, method: string, status: number, seconds: number): void;
}

/** Everything this process counts, for Prometheus to collect. Labels come from closed sets only. */
export interface Metrics {
  readonly http: HttpMetrics;
  /** Notes a commit of the writer and how many jobs shared it. */
  committed(jobs: number): void;
  /** Notes how a payment attempt ended, or that its outcome is not known yet. */
  attemptEnded(outcome: "succeeded" | "declined" | "unknown" | "released"): void;
  /** Notes what an agent's endpoint made of an event. */
  eventSent(verdict: "accepted" | "retry" | "gone" | "refused"): void;
  /** Notes what the mail server made of a mail. */
  mailSent(outcome: "sent" | "failed" | "refused"): void;
  /** Notes a wrong token: where it was sent, and whether it was answered as such or slowed down. */
  wrongToken(entrance: string, outcome: "answered" | "slowed"): void;
  /** What jobs did to checkouts, orders and refunds. */
  readonly changes: ChangeCounter;
  /** Notes a run of a recurring job, and how long it took. */
  jobRan(job: string, outcome: "succeeded" | "failed", seconds: number): void;
  /** Notes that a feed destination needs a person. */
  feedAlarm(destination: string, kind: "failing" | "drifted" | "refused"): void;
  /** Notes how much later than asked a timer came. */
  loopLate(seconds: number): void;
  readonly contentType: string;
  /**
   * All numbers in Prometheus' text format.
   *
   * @param observe looks at what is not counted as it happens.
   */
  text(observe: Observe): Promise<string>;
}

/** Methods counted by name; a caller may send any word as a method. */
const knownMethods: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
]);

/** Makes the numbers of one server. They begin at zero with it. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: "checkstand_http_request_duration_seconds",
    help: "How long requests took to answer.",
    labelNames: ["route", "method", "status"] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    registers,
  });
  const commits = new Counter({
    name: "checkstand_database_commits_total",
    help: "Transactions written to disk.",
    registers,
  });
  const jobs = new Counter({
    name: "checkstand_database_jobs_total",
    help: "Changes committed; several share a transaction.",
    registers,
  });
  const attempts = new Counter({
    name: "checkstand_payment_attempts_total",
    help: "Payment attempts by how they ended.",
    labelNames: ["outcome"] as const,
    registers,
  });
  const events = new Counter({
    name: "checkstand_webhook_attempts_total",
    help: "Attempts to deliver an event to an agent by what came of them.",
    labelNames: ["verdict"] as const,
    registers,
  });
  const mails = new Counter({
    name: "checkstand_mail_attempts_total",
    help: "Attempts to send a mail by what came of them.",
    labelNames: ["outcome"] as const,
    registers,
  });
  const wrongTokens = new Counter({
    name: "checkstand_wrong_tokens_total",
    help: "Wrong tokens by where they were sent, and whether they were answered as such or slowed down.",
    labelNames: ["entrance", "outcome"] as const,
    registers,
  });
  const shop = createShopCounters(registry);
  const showObservation = createGauges(registry);
  const jobRuns = new Histogram({
    name: "checkstand_job_run_duration_seconds",
    help: "How long runs of recurring jobs took, by how they ended.",
    labelNames: ["job", "outcome"] as const,
    buckets: [0.01, 0.1, 1, 10, 60, 600],
    registers,
  });
  const feedAlarms = new Counter({
    name: "checkstand_feed_alarms_total",
    help: "How often a feed destination failed, refused products or lost them.",
    labelNames: ["destination", "kind"] as const,
    registers,
  });
  const lateness = new Histogram({
    name: "checkstand_event_loop_lateness_seconds",
    help: "How much later than asked timers came: for so long a request had to wait.",
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  });
  new Gauge({
    name: "checkstand_build_info",
    help: "Always 1; which Checkstand this is, in the labels.",
    labelNames: ["version", "bun"] as const,
    registers,
  }).set({ version, bun: Bun.version }, 1);
  new Gauge({
    name: "process_resident_memory_bytes",
    help: "Resident memory size in bytes.",
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: "process_start_time_seconds",
    help: "Start time of the process since unix epoch in seconds.",
    registers,
  }).set(Math.round((Date.now() - performance.now()) / 1000));

  /** One series for each set of labels seen: looking the labels up anew would cost more than counting. */
  const series = new Map<string, Histogram.Internal<"route" | "method" | "status">>();
  return {
    http: {
      observe(route, sentMethod, status, seconds) {
        const method = knownMethods.has(sentMethod) ? sentMethod : "other";
        const name = `${method} ${status} ${route}`;
        let durations = series.get(name);
        if (!durations) {
          durations = requests.labels({ route, method, status });
          series.set(name, durations);
        }
        durations.observe(seconds);
      },
    },
    committed(count) {
      commits.inc();
      jobs.inc(count);
    },
    attemptEnded: (outcome) => attempts.inc({ outcome }),
    eventSent: (verdict) => events.inc({ verdict }),
    mailSent: (outcome) => mails.inc({ outcome }),
    wrongToken: (entrance, outcome) => wrongTokens.inc({ entrance, outcome }),
    changes: shop,
    jobRan: (job, outcome, seconds) => jobRuns.observe({ job, outcome }, seconds),
    feedAlarm: (destination, kind) => feedAlarms.inc({ destination, kind }),
    loopLate: (seconds) => lateness.observe(seconds),
    contentType: registry.contentType,
    async text(observe) {
      showObservation(await observe());
      return await registry.metrics();
    },
  };
}

/** What is counted of sales. Amounts are in the currency's major unit, as people read them. */
function createShopCounters(registry: Registry): ChangeCounter {
  const registers = [registry];
  const begun = new Counter({
    name: "checkstand_checkouts_begun_total",
    help: "Checkouts begun, by the protocol and version they speak.",
    labelNames: ["protocol", "version"] as const,
    registers,
  });
  const ended = new Counter({
    name: "checkstand_checkouts_ended_total",
    help: "Checkouts by how they ended, and the protocol and version they speak.",
    labelNames: ["protocol", "version", "outcome"] as const,
    registers,
  });
  const orders = new Counter({
    name: "checkstand_orders_total",
    help: "Orders made, by the protocol and version they were made in.",
    labelNames: ["protocol", "version"] as const,
    registers,
  });
  const revenue = amounts(registry, "checkstand_revenue", "What orders came to, in major units.");
  const refunds = new Counter({
    name: "checkstand_refunds_total",
    help: "Refunds that this server saw to the end, by how they ended.",
    labelNames: ["outcome"] as const,
    registers,
  });
  const refunded = amounts(registry, "checkstand_refunded", "What was given back, in major units.");
  return {
    checkoutBegun: ({ name, version }) => begun.inc({ protocol: name, version }),
    checkoutEnded: ({ name, version }, outcome) => ended.inc({ protocol: name, version, outcome }),
    orderMade({ name, version }, amount, currency) {
      orders.inc({ protocol: name, version });
      revenue(amount, currency);
    },
    refundEnded(outcome, amount, currency) {
      refunds.inc({ outcome });
      if (outcome === "succeeded") refunded(amount, currency);
    },
  };
}

/** A counter of money. Added up in minor units: floating point would be off by a cent some day. */
function amounts(
  registry: Registry,
  name: string,
  help: string,
): (amount: Minor, currency: Currency) => void {
  const sums = new Map<Currency, number>();
  new Counter({
    name: `${name}_total`,
    help,
    labelNames: ["currency"] as const,
    registers: [registry],
    collect() {
      this.reset();
      for (const [currency, sum] of sums) this.inc({ currency }, sum / 10 ** decimalsOf(currency));
    },
  });
  return (amount, currency) => {
    sums.set(currency, (sums.get(currency) ?? 0) + amount);
  };
}
