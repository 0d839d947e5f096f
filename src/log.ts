import type { AgentId, AttemptId, EventId, OrderId, RequestId, SessionId } from "./ids.ts";
import { linesToStderr } from "./log-lines.ts";

/** How much is said: each level says what the ones before it say, and more. */
export type LogLevel = "error" | "warn" | "info" | "debug";

/**
 * Everything a log line can hold beside its message. The list is closed: no bodies, tokens, postal addresses, e-mails or
 * free text of callers, since there is no field they could stand in.
 */
export interface LogFields {
  readonly requestId?: RequestId | undefined;
  /** The caller's own `Request-Id`, only when it is short and plain enough to be no free text. */
  readonly callerRequestId?: string | undefined;
  readonly agentId?: AgentId | undefined;
  /** The ACP version of the request. */
  readonly version?: string | undefined;
  readonly method?: string | undefined;
  /** The route as it is registered, `/checkout_sessions/:id`: never the path, which may hold a buyer's token. */
  readonly route?: string | undefined;
  /** The MCP tool that was called. */
  readonly tool?: string | undefined;
  readonly status?: number | undefined;
  /** How long it took, milliseconds. */
  readonly ms?: number | undefined;
  /** The `kind` of a problem or an outcome. */
  readonly kind?: string | undefined;
  /** JSONPaths of a request's fields that were ignored, of plain names only; in the sandbox. */
  readonly unknownFields?: readonly string[] | undefined;
  readonly sessionId?: SessionId | undefined;
  readonly attemptId?: AttemptId | undefined;
  readonly orderId?: OrderId | undefined;
  readonly eventId?: EventId | undefined;
  readonly job?: string | undefined;
  /** The version of this program. */
  readonly program?: string | undefined;
  /** What the operating system told the process: `SIGTERM`. */
  readonly signal?: string | undefined;
  /** Where a feed is pushed to, by the name the merchant gave it. */
  readonly destination?: string | undefined;
  readonly count?: number | undefined;
  /** Where a wrong token was sent. */
  readonly entrance?: string | undefined;
  /** Of whoever sent a wrong token or asked from where nobody may, and of nobody else: an IPv4 address, or the /64 of an IPv6 one. */
  readonly clientAddress?: string | undefined;
  /** What was thrown. Of its words only those are kept that cannot repeat what a caller sent: see {@link describe}. */
  readonly error?: unknown;
}

/** Where the program says what it does: one JSON object a line. `message` is a constant, never put together. */
export interface Log {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
}

/** Where lines go. Those that wait are written by `flush`. */
interface Lines {
  write(line: string): void;
  flush?(): void;
}

/** The levels, by how little is said at them. */
const loudness: Readonly<Record<LogLevel, number>> = { error: 0, warn: 1, info: 2, debug: 3 };

/**
 * Makes the log. Errors and warnings are written before the call returns wherever somebody takes them, so that the last
 * words of a dying process are on record; other lines within a tenth of a second. Nobody waits for a log that is full.
 *
 * @param lines where they go: stderr, unless a test listens.
 */
export function makeLog(level: LogLevel, lines: Lines = linesToStderr()): Log {
  const write = (at: LogLevel) => {
    if (loudness[at] > loudness[level]) return () => {};
    return (message: string, fields?: LogFields) => {
      lines.write(`${textOf(at, message, fields)}\n`);
      if (at === "error" || at === "warn") lines.flush?.();
    };
  };
  return { error: write("error"), warn: write("warn"), info: write("info"), debug: write("debug") };
}

/** Says nothing: for tests and for commands that answer in words of their own. */
export const silentLog: Log = { error() {}, warn() {}, info() {}, debug() {} };

/**
 * One line. Each field is named, so that even an object that holds more than its type says is cut down to them, and all
 * lines are objects of one shape, which costs half of what gathering the fields that are there does.
 */
function textOf(level: LogLevel, message: string, fields: LogFields = {}): string {
  return JSON.stringify({
    level,
    time: new Date().toISOString(),
    requestId: fields.requestId,
    callerRequestId: fields.callerRequestId,
    agentId: fields.agentId,
    version: fields.version,
    method: fields.method,
    route: fields.route,
    tool: fields.tool,
    status: fields.status,
    ms: fields.ms,
    kind: fields.kind,
    unknownFields: fields.unknownFields,
    sessionId: fields.sessionId,
    attemptId: fields.attemptId,
    orderId: fields.orderId,
    eventId: fields.eventId,
    job: fields.job,
    program: fields.program,
    signal: fields.signal,
    destination: fields.destination,
    count: fields.count,
    entrance: fields.entrance,
    clientAddress: fields.clientAddress,
    error: fields.error === undefined ? undefined : describe(fields.error),
    msg: message,
  } satisfies Record<keyof LogFields | "level" | "time" | "msg", unknown>);
}

/** Errors whose message we or the engine wrote. Others quote: Drizzle its parameters, a validator the whole body. */
const ownWords = new Set([
  "Error",
  "TypeError",
  "RangeError",
  "ReferenceError",
  "AbortError",
  "TimeoutError",
  "SQLiteError",
  "StorageUnavailable",
  "DatabaseUnusable",
  "DocumentTooNew",
  "CertificateUnusable",
  "ListUnavailable",
]);

interface DescribedError {
  readonly name: string;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly stack?: readonly string[] | undefined;
  readonly cause?: DescribedError | undefined;
}

/** An error as a log may keep it: name, code, where it was thrown, its causes, and its message if that is safe. */
function describe(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { name: typeof error };
  const frames = error.stack?.split("\n").filter((line) => /^\s+at /.test(line));
  return {
    name: error.name,
    code: "code" in error && typeof error.code === "string" ? error.code : undefined,
    message: ownWords.has(error.name) ? error.message : undefined,
    stack: frames?.map((frame) => frame.trim()),
    cause: error.cause !== undefined && depth < 3 ? describe(error.cause, depth + 1) : undefined,
  };
}
