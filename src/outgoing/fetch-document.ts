import { SECOND } from "../clock.ts";
import type { Outgoing } from "./outgoing.ts";

/** Why there is no document, for its reader: it may not be called, could not be had whole, or is longer than any is. */
export interface DocumentFault {
  readonly kind: "forbidden" | "unreachable" | "too_long";
  readonly detail: string;
}

/** A small document of somebody else as it came, whole or not at all, and how long it is current, ms. */
export type FetchedDocument =
  | { readonly kind: "fetched"; readonly text: string; readonly age: number }
  | (DocumentFault & { readonly age: number });

/** Long enough for a document on a slow host, short enough for whoever waits for the answer, ms. */
const TIMEOUT = 1_500;
/** The least that UCP wants taken (2026-08-25, overview, "Fetching"). */
const LIMIT_BYTES = 128 * 1024;
/** The shortest and the longest that a document is taken for current, ms; what failed is for the shortest. */
export const LEAST_AGE = 60 * SECOND;
const GREATEST_AGE = 3_600 * SECOND;

/** Fetches a document of JSON, never by way of a redirect. Does not throw for anything the other side does. */
export async function fetchDocument(url: string, outgoing: Outgoing): Promise<FetchedDocument> {
  const none = (kind: DocumentFault["kind"], detail: string) => ({ kind, detail, age: LEAST_AGE });
  const answer = await outgoing.request({
    method: "GET",
    url,
    headers: { accept: "application/json", "user-agent": "Checkstand" },
    timeoutMs: TIMEOUT,
    answerLimitBytes: LIMIT_BYTES + 1,
  });
  if (answer.kind === "failed")
    return none(answer.why === "forbidden" ? "forbidden" : "unreachable", answer.detail);
  if (answer.status < 200 || answer.status > 299)
    return none("unreachable", `it was answered with status ${answer.status}`);
  if (answer.isCutOff) return none("unreachable", `its end did not come within ${TIMEOUT} ms`);
  if (Buffer.byteLength(answer.body) > LIMIT_BYTES)
    return none("too_long", `it is longer than ${LIMIT_BYTES} bytes`);
  return { kind: "fetched", text: answer.body, age: ageOf(answer.headers.get("cache-control")) };
}

/** How long an answer may be taken for current, ms, by its `Cache-Control`. */
function ageOf(cacheControl: string | null): number {
  const [, seconds = "0"] = /(?:^|[\s,])max-age=(\d{1,9})/i.exec(cacheControl ?? "") ?? [];
  return Math.min(Math.max(Number(seconds) * SECOND, LEAST_AGE), GREATEST_AGE);
}
