import { after, type Instant, MINUTE } from "../clock.ts";
import { doubled } from "./retry.ts";

/** So many failures in a row say that the trouble is the endpoint's, not an event's. */
const FAILURES_TO_OPEN = 10;
const LONGEST_REST = 5 * MINUTE;

/** How an endpoint is treated. `probing`: one request at a time, to see whether it is well again. */
export type CircuitState = "closed" | "open" | "probing";

/**
 * Spares an endpoint that is down: after ten failures in a row it rests, then one event is sent to see. Each further
 * failure doubles the rest up to five minutes; one answer ends it. Events meanwhile wait without using up attempts.
 */
export class CircuitBreaker {
  readonly #baseMs: number;
  #failures = 0;
  #restsUntil: Instant | undefined;

  /** @param baseMs the first rest. */
  constructor(baseMs: number) {
    this.#baseMs = baseMs;
  }

  state(now: Instant): CircuitState {
    if (this.restsUntil(now) !== undefined) return "open";
    return this.#failures >= FAILURES_TO_OPEN ? "probing" : "closed";
  }

  /** When the rest is over, while there is one. A rest longer than any began before the clock was set back. */
  restsUntil(now: Instant): Instant | undefined {
    const until = this.#restsUntil;
    return until !== undefined && until > now && until <= now + LONGEST_REST ? until : undefined;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#restsUntil = undefined;
  }

  failed(now: Instant): void {
    // Those that were under way when the rest began say nothing new.
    if (this.restsUntil(now) !== undefined) return;
    this.#failures += 1;
    const times = this.#failures - FAILURES_TO_OPEN + 1;
    if (times > 0) this.#restsUntil = after(now, doubled(this.#baseMs, times, LONGEST_REST));
  }
}
