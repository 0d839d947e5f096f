import { SECOND } from "../../clock.ts";
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

/** RFC 9110 §10.2.3, in its form of seconds. */
function retryAfterOf({ status, headers }: Answer): number | undefined {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return (status === 429 || status === 503) && seconds >= 0 ? seconds * SECOND : undefined;
}
