import { type Clock, MINUTE, passedSince, type Tick } from "../clock.ts";
import { doubled } from "./retry.ts";

/** So many failures in a row say that the problem is the endpoint's, not an event's. */
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
  readonly #clock: Pick<Clock, "tick">;
  #failures = 0;
  #rest: { readonly since: Tick; readonly lastsMs: number } | undefined;

  /** @param baseMs the first rest. */
  constructor(baseMs: number, clock: Pick<Clock, "tick">) {
    this.#baseMs = baseMs;
    this.#clock = clock;
  }

  state(): CircuitState {
    if (this.restLeft() > 0) return "open";
    return this.#failures >= FAILURES_TO_OPEN ? "probing" : "closed";
  }

  /** How long the endpoint still rests, ms; 0 when it does not. */
  restLeft(): number {
    return this.#rest ? Math.max(0, this.#rest.lastsMs - passedSince(this.#rest.since, this.#clock)) : 0;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#rest = undefined;
  }

  failed(): void {
    // Those that were under way when the rest began say nothing new.
    if (this.restLeft() > 0) return;
    this.#failures += 1;
    const times = this.#failures - FAILURES_TO_OPEN + 1;
    if (times > 0)
      this.#rest = { since: this.#clock.tick(), lastsMs: doubled(this.#baseMs, times, LONGEST_REST) };
  }
}
