import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** Where the front notes each request. `route` is a pattern, never a path, so that labels stay few. */
export interface HttpMetrics {
  observe(route: string, method: string, status: number, seconds: number): void;
}

/** Everything this process counts, for Prometheus to collect. Labels come from closed sets only. */
export interface Metrics {
  readonly http: HttpMetrics;
  /** Notes a commit of the write door and how many jobs shared it. */
  committed(jobs: number): void;
  /** Notes how a payment attempt ended, or that its outcome is not known yet. */
  attemptEnded(outcome: "succeeded" | "declined" | "unknown" | "released"): void;
  /** Notes what an agent's endpoint made of an event. */
  eventSent(verdict: "accepted" | "retry" | "gone" | "refused"): void;
  /** Notes what the mail server made of a mail. */
  mailSent(outcome: "sent" | "failed" | "refused"): void;
  /** Notes a wrong token: where it was sent, and whether it was answered as such or slowed down. */
  wrongToken(door: string, outcome: "answered" | "slowed"): void;
  readonly contentType: string;
  /** All numbers in Prometheus' text format. */
  text(): Promise<string>;
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
    labelNames: ["door", "outcome"] as const,
    registers,
  });
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
    wrongToken: (door, outcome) => wrongTokens.inc({ door, outcome }),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
