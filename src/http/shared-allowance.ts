import { type Clock, SECOND } from "../clock.ts";
import { ALONE, type LiveNodes } from "../storage.ts";

/**
 * So many calls of one kind, shared by all that make them. While few call, each may take most of what there is; an
 * address may have taken as many as are left for everybody (dynamic thresholds: Choudhury and Hahne, "Dynamic queue
 * length thresholds for shared-memory packet switches", 1998). One that floods therefore stops at a half, two at a third
 * each, and something is always left for an address that has not called yet.
 */
export class SharedAllowance {
  readonly #most: number;
  readonly #window: number;
  readonly #clock: Pick<Clock, "tick">;
  readonly #nodes: LiveNodes;
  readonly #taken = new Map<string, number>();
  #together = 0;
  #endsAt = 0;

  /**
   * @param most calls of all addresses together in one window, at all processes.
   * @param window how often they are shared out anew, ms: whoever is refused waits no longer.
   */
  constructor(most: number, window: number, clock: Pick<Clock, "tick">, nodes: LiveNodes = ALONE) {
    this.#most = most;
    this.#window = window;
    this.#clock = clock;
    this.#nodes = nodes;
  }

  /**
   * Takes `cost` calls for an address.
   *
   * @returns `undefined`, or in how many seconds to try again, at least 1; nothing was taken then.
   */
  take(address: string, cost = 1): number | undefined {
    const seconds = this.wait(address, cost);
    if (seconds !== undefined) return seconds;
    this.#taken.set(address, (this.#taken.get(address) ?? 0) + cost);
    this.#together += cost;
    return undefined;
  }

  /** What {@link take} would give, without taking anything. */
  wait(address: string, cost = 1): number | undefined {
    const now: number = this.#clock.tick();
    if (now >= this.#endsAt) this.#begin(now);
    const taken = this.#taken.get(address) ?? 0;
    const left = Math.ceil(this.#most / this.#nodes.liveNodes()) - this.#together;
    return taken + cost > left ? Math.max(1, Math.ceil((this.#endsAt - now) / SECOND)) : undefined;
  }

  #begin(now: number): void {
    this.#taken.clear();
    this.#together = 0;
    this.#endsAt = now + this.#window;
  }
}
