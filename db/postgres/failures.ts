/** How deep the cause of an error is looked for: Drizzle wraps what the driver throws. */
const DEEPEST_CAUSE = 4;

/** What the database or the driver said first. */
export function causeOf(error: unknown): unknown {
  let found = error;
  for (let depth = 0; depth < DEEPEST_CAUSE; depth += 1) {
    if (!(found instanceof Error) || stateOf(found) !== undefined || codeOf(found) !== undefined)
      return found;
    if (found.cause === undefined) return found;
    found = found.cause;
  }
  return found;
}

/** The SQLSTATE of an error the server sent. The driver keeps it in `errno`. */
export function stateOf(error: unknown): string | undefined {
  return error instanceof Error &&
    "errno" in error &&
    typeof error.errno === "string" &&
    error.errno.length === 5
    ? error.errno
    : undefined;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** A lock was waited for too long. */
export const LOCK_NOT_AVAILABLE = "55P03";

/** What a statement that failed means for the job it was part of. */
export type FailureKind =
  /** Another job came first: run again from the beginning, it sees what that one did. */
  | "overtaken"
  /** Something is there already that must be there once only. Run again, it may find it. */
  | "exists"
  /** The connection is gone, or the server is. */
  | "lost"
  /** The server cannot take changes: its disk is full, it is a standby, it took too long. */
  | "unavailable"
  /** The statement is wrong, or what it was given. */
  | "wrong";

/** Says what an error of a statement means. */
export function failureKind(error: unknown): FailureKind {
  const state = stateOf(error);
  if (state === undefined) return isLostConnection(error) ? "lost" : "wrong";
  switch (state) {
    // A row that is no longer as it was seen, a deadlock, and a lock that was waited for too long.
    case "40001":
    case "40P01":
    case LOCK_NOT_AVAILABLE:
    // What it refers to was removed: a variant, since it was seen.
    case "23503":
      return "overtaken";
    case "23505":
      return "exists";
    // Ended by the administrator, crashed, or not up yet; or this process stood still in the middle of a transaction.
    case "57P01":
    case "57P02":
    case "57P03":
    case "25P03":
      return "lost";
    // A standby, or a statement that took too long.
    case "25006":
    case "57014":
      return "unavailable";
    default:
      // 08: the connection. 53: no disk, memory or connections left. 58, XX: the server's own system and files.
      if (state.startsWith("08")) return "lost";
      return /^(53|58|XX)/.test(state) ? "unavailable" : "wrong";
  }
}

function isLostConnection(error: unknown): boolean {
  const code = codeOf(error);
  return (
    code !== undefined &&
    (/^ERR_POSTGRES_(CONNECTION|LIFETIME|IDLE)/.test(code) ||
      /^(ECONN\w*|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ConnectionClosed|FailedToOpenSocket)$/.test(
        code,
      ))
  );
}
