import { Histogram, type Registry } from "./prometheus.ts";

/** Where the request pipeline notes each request. `route` is a pattern, never a path, so that labels stay few. */
export interface HttpMetrics {
  observe(route: string, method: string, status: number, seconds: number): void;
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

/** Makes what is noted of requests. */
export function createRequestDurations(registry: Registry): HttpMetrics {
  const requests = new Histogram({
    name: "checkstand_http_request_duration_seconds",
    help: "How long requests took to answer.",
    labelNames: ["route", "method", "status"] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    registers: [registry],
  });
  /** One series for each set of labels seen: looking the labels up anew would cost more than counting. */
  const series = new Map<string, Histogram.Internal<"route" | "method" | "status">>();
  return {
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
  };
}
