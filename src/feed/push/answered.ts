import { DAY, SECOND } from "../../clock.ts";
import type { OutgoingOutcome } from "../../outgoing/outgoing.ts";
import { PushFailed } from "./push-failed.ts";

type Answer = Extract<OutgoingOutcome, { kind: "answered" }>;

/** As much of an answer as a person wants to read in a log. */
const SHOWN = 300;

/**
 * The answer, when it is 2xx.
 *
 * @throws PushFailed for every other, and for none.
 */
export function answered(outcome: OutgoingOutcome, name: string): Answer {
  if (outcome.kind === "failed") throw new PushFailed(`${name} could not be reached: ${outcome.detail}.`);
  if (outcome.status >= 200 && outcome.status < 300) return outcome;
  const said = outcome.body.replace(/\s+/g, " ").trim().slice(0, SHOWN);
  throw new PushFailed(`${name} answered ${outcome.status}${said === "" ? "" : `: ${said}`}`, {
    retryAfterMs: retryAfterOf(outcome),
  });
}

/** Nobody is waited for any longer: what the other side forgot to take back would hold the feed up for ever. */
const LONGEST_WAIT = DAY;

/** RFC 9110 §10.2.3: seconds, or a moment, which is told by the clock that the answer itself shows. */
function retryAfterOf({ status, headers }: Answer): number | undefined {
  const said = headers.get("retry-after");
  if (said === null || (status !== 429 && status !== 503)) return undefined;
  const wait = /^\d+$/.test(said.trim())
    ? Number(said) * SECOND
    : Date.parse(said) - Date.parse(headers.get("date") ?? "");
  return wait >= 0 ? Math.min(wait, LONGEST_WAIT) : undefined;
}
