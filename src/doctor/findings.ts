import { after, type Clock, type Instant, MINUTE } from "../clock.ts";
import { type Finding, wrong } from "./finding.ts";

/** What was found when the shop was last looked at. */
export interface FindingsThen {
  readonly at: Instant;
  readonly findings: readonly Finding[];
}

/** What is wrong with a running shop's surroundings, for whoever looks at the dashboard. */
export interface Findings {
  /** What was found last; absent before the first look is done. An old one has another look begun. */
  latest(): FindingsThen | undefined;
  /** Looks now, or waits for the look that is under way. */
  look(): Promise<FindingsThen>;
}

/** A look costs others a request: the payment provider, the carriers, the mail server. */
const FRESH_FOR = 15 * MINUTE;

/** Keeps what was found, so that a page need not wait for others. A shop at which nobody looks asks nobody. */
export function keepFindings(
  examine: (now: Instant) => Promise<readonly Finding[]>,
  clock: Pick<Clock, "now">,
): Findings {
  let then: FindingsThen | undefined;
  let underWay: Promise<FindingsThen> | undefined;

  async function lookNow(): Promise<FindingsThen> {
    const at = clock.now();
    const findings = await examine(at).catch((error: unknown) => [
      wrong("doctor", error instanceof Error ? error.message : String(error)),
    ]);
    then = { at, findings };
    underWay = undefined;
    return then;
  }

  const look = () => {
    underWay ??= lookNow();
    return underWay;
  };
  return {
    look,
    latest() {
      const now = clock.now();
      if (!then || after(then.at, FRESH_FOR) <= now || then.at > now) void look();
      return then;
    },
  };
}
