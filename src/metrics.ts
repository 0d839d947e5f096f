import type { ChangeCounter } from "./monitoring/count-changes.ts";
import { createGauges } from "./monitoring/gauges.ts";
import type { Observe } from "./monitoring/observation.ts";
import { createOutcomeCounters, type OutcomeCounters } from "./monitoring/outcome-counters.ts";
import { createProcessGauges } from "./monitoring/process-gauges.ts";
import { Counter, Histogram, Registry } from "./monitoring/prometheus.ts";
import { createRequestDurations, type HttpMetrics } from "./monitoring/request-durations.ts";
import { createSalesCounters } from "./monitoring/sales-counters.ts";

/** Everything this process counts, for Prometheus to collect. Labels come from closed sets only. */
export interface Metrics extends OutcomeCounters {
  readonly http: HttpMetrics;
  /** Notes a commit of the writer and how many jobs shared it. */
  committed(jobs: number): void;
  /** What jobs did to checkouts, orders and refunds. */
  readonly changes: ChangeCounter;
  /** Notes a run of a recurring job, and how long it took. */
  jobRan(job: string, outcome: "succeeded" | "failed", seconds: number): void;
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

/** Makes the numbers of one server. They begin at zero with it. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
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
  const showObservation = createGauges(registry);
  createProcessGauges(registry);
  const jobRuns = new Histogram({
    name: "checkstand_job_run_duration_seconds",
    help: "How long runs of recurring jobs took, by how they ended.",
    labelNames: ["job", "outcome"] as const,
    buckets: [0.01, 0.1, 1, 10, 60, 600],
    registers,
  });
  const lateness = new Histogram({
    name: "checkstand_event_loop_lateness_seconds",
    help: "How much later than asked timers came: for so long a request had to wait.",
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  });
  return {
    ...createOutcomeCounters(registry),
    http: createRequestDurations(registry),
    committed(count) {
      commits.inc();
      jobs.inc(count);
    },
    changes: createSalesCounters(registry),
    jobRan: (job, outcome, seconds) => jobRuns.observe({ job, outcome }, seconds),
    loopLate: (seconds) => lateness.observe(seconds),
    contentType: registry.contentType,
    async text(observe) {
      showObservation(await observe());
      return await registry.metrics();
    },
  };
}
