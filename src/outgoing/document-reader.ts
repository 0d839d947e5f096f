import { type Clock, passedSince, SECOND, type Tick } from "../clock.ts";
import type { Outgoing } from "./outgoing.ts";

/** A small document of somebody else, as it was found: whole, or not at all. */
export type DocumentText =
  | { readonly kind: "read"; readonly text: string }
  /** `busy`: so many are being read that this one has to wait. */
  | { readonly kind: "forbidden" | "unreachable" | "too_long" | "busy"; readonly detail: string };

/** Reads the document at an address. Does not throw for anything the other side does. */
export type ReadDocument = (url: string) => Promise<DocumentText>;

/** Long enough for a document on a slow host, short enough for whoever waits for the answer, ms. */
const TIMEOUT = 1_500;
const LIMIT_BYTES = 64 * 1024;
/** How many documents are remembered, those not asked for the longest forgotten first. */
const REMEMBERED = 1_000;
/** How many are read at the same moment; whoever else wants one is asked to come again. */
const AT_ONCE = 16;
/** The shortest and the longest that a document is taken for current, ms; what failed is for the shortest. */
const LEAST_AGE = 60 * SECOND;
const GREATEST_AGE = 3_600 * SECOND;

interface Remembered {
  readonly document: Promise<DocumentText>;
  readonly readAt: Tick;
  /** How long it holds, ms: unknown while it is being read. */
  age: number;
}

/**
 * Builds the reader of documents whose addresses callers name. Each is read at most once a minute, also when it
 * fails, and never by way of a redirect (UCP 2026-04-08, overview, "Fetching"). Memory is bounded, however many there are.
 */
export function createDocumentReader({
  outgoing,
  clock,
}: {
  readonly outgoing: Outgoing;
  readonly clock: Pick<Clock, "tick">;
}): ReadDocument {
  const known = new Map<string, Remembered>();
  let underWay = 0;

  async function read(url: string, note: (age: number) => void): Promise<DocumentText> {
    underWay += 1;
    try {
      const answer = await outgoing.request({
        method: "GET",
        url,
        headers: { accept: "application/json", "user-agent": "Checkstand" },
        timeoutMs: TIMEOUT,
        answerLimitBytes: LIMIT_BYTES + 1,
      });
      if (answer.kind === "failed")
        return { kind: answer.why === "forbidden" ? "forbidden" : "unreachable", detail: answer.detail };
      if (answer.status < 200 || answer.status > 299)
        return { kind: "unreachable", detail: `it was answered with status ${answer.status}` };
      if (Buffer.byteLength(answer.body) > LIMIT_BYTES)
        return { kind: "too_long", detail: `it is longer than ${LIMIT_BYTES} bytes` };
      note(ageOf(answer.headers.get("cache-control")));
      return { kind: "read", text: answer.body };
    } finally {
      underWay -= 1;
    }
  }

  return (url) => {
    const before = known.get(url);
    known.delete(url);
    if (before && passedSince(before.readAt, clock) < before.age) {
      known.set(url, before);
      return before.document;
    }
    if (underWay >= AT_ONCE)
      return Promise.resolve({ kind: "busy", detail: "too many documents are being read" });
    const remembered: Remembered = {
      document: read(url, (age) => {
        remembered.age = age;
      }),
      readAt: clock.tick(),
      age: LEAST_AGE,
    };
    known.set(url, remembered);
    for (const oldest of known.keys()) {
      if (known.size <= REMEMBERED) break;
      known.delete(oldest);
    }
    return remembered.document;
  };
}

/** How long an answer may be taken for current, ms, by its `Cache-Control`. */
function ageOf(cacheControl: string | null): number {
  const [, seconds = "0"] = /(?:^|[\s,])max-age=(\d{1,9})/i.exec(cacheControl ?? "") ?? [];
  return Math.min(Math.max(Number(seconds) * SECOND, LEAST_AGE), GREATEST_AGE);
}
