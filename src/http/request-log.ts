import type { Log } from "../log.ts";
import type { HttpMetrics } from "../monitoring/request-durations.ts";
import type { RequestContext } from "./request-context.ts";

/** What a request is written down with. */
export interface RequestLogging {
  readonly log: Log;
  readonly metrics: HttpMetrics;
  /** Asked for so often that an answer is worth no line, unless it fails. */
  readonly polled: ReadonlySet<string>;
  /** The pattern of the route that a path is of. */
  readonly patternOf: (path: string) => string;
}

/** Writes one line and one measurement a request. Neither holds the path, which may be a buyer's secret link. */
export function noteRequest(
  context: RequestContext,
  status: number,
  { log, metrics, polled, patternOf }: RequestLogging,
): void {
  const milliseconds = performance.now() - context.startedAt;
  const { method } = context.request;
  const route = context.route ?? patternOf(context.path);
  metrics.observe(route, method, status, milliseconds / 1000);
  const level = status >= 500 ? "error" : polled.has(route) ? "debug" : "info";
  log[level]("request", {
    requestId: context.id,
    callerRequestId: context.callerId,
    agentId: context.agent?.id,
    version: context.version?.version,
    method,
    route,
    tool: context.tool,
    status,
    ms: Math.round(milliseconds * 100) / 100,
    kind: context.problem,
    clientAddress: context.problem === "address_not_allowed" ? context.clientAddress() : undefined,
    unknownFields:
      context.unknownFields.length > 0 ? context.unknownFields.map(({ path }) => path) : undefined,
    error: context.failure,
  });
}
