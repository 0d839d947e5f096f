import { type Clock, MINUTE, passedSince, type Tick } from "../../clock.ts";

/** What was done, said on the page that is shown next. */
export interface Notice {
  /** In the past tense: "Order 1001 is held." */
  readonly words: string;
  /** Whether some of it did not work. */
  readonly isWrong?: boolean | undefined;
  /** The form that takes it back, where that is honest: nobody was told, and no money moved. */
  readonly undo?: { readonly path: string; readonly fields?: Readonly<Record<string, string>> } | undefined;
}

/** How long a notice waits for the page it is said on. */
const WAITS = 5 * MINUTE;

/** More than there are people at the dashboard: what is beyond it is forgotten, the oldest first. */
const MOST = 1000;

/**
 * What is to be said to each signed-in person on their next page. Kept here, and not in an address, so that no link can
 * put words into the shop's mouth.
 */
export class Notices {
  readonly #clock: Pick<Clock, "tick">;
  readonly #waiting = new Map<string, { readonly notice: Notice; readonly since: Tick }>();

  constructor(clock: Pick<Clock, "tick">) {
    this.#clock = clock;
  }

  /** @param session names the session, as its form token does. */
  leave(session: string, notice: Notice): void {
    this.#waiting.delete(session);
    for (const oldest of this.#waiting.keys()) {
      if (this.#waiting.size < MOST) break;
      this.#waiting.delete(oldest);
    }
    this.#waiting.set(session, { notice, since: this.#clock.tick() });
  }

  /** What is to be said now; it is said once. */
  take(session: string): Notice | undefined {
    const found = this.#waiting.get(session);
    this.#waiting.delete(session);
    return found && passedSince(found.since, this.#clock) < WAITS ? found.notice : undefined;
  }
}
