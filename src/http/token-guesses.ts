import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Problem } from "../problem.ts";
import type { LiveNodes } from "../storage.ts";
import { RateLimit } from "./rate-limit.ts";
import type { RequestContext } from "./request-context.ts";

/** Where a token is asked for. */
export type TokenEntrance = "dashboard" | "admin_api" | "metrics" | "feed" | "agent";

/** Wrong tokens a minute that are answered as such, of one address and of all together. */
interface Allowed {
  readonly perAddress: number;
  readonly together: number;
}

/** For entrances that few people open, by a token they have stored. */
const FEW: Allowed = { perAddress: 10, together: 100 };

/** For agents: several may share an address, and whoever integrates one tries keys. */
const MORE: Allowed = { perAddress: 60, together: 600 };

/** What counting wrong tokens needs. */
export interface TokenGuessesDependencies {
  readonly clock: Pick<Clock, "tick">;
  readonly log: Pick<Log, "warn">;
  readonly metrics: Pick<Metrics, "wrongToken">;
  readonly nodes?: LiveNodes | undefined;
}

/**
 * Slows down who guesses at tokens. To be told of a token after it was found wrong, never before: the right one is
 * answered at once, whoever has been guessing, so that nobody can lock its owner out. What makes guessing hopeless is
 * therefore the length of the token (settings refuse a short one); what is bounded here is its cost and the log's size.
 * Each wrong token that is answered as such is a line at warn; the others are counted in the metrics alone.
 */
export class TokenGuesses {
  readonly #log: Pick<Log, "warn">;
  readonly #metrics: Pick<Metrics, "wrongToken">;
  readonly #few: readonly [byAddress: RateLimit, together: RateLimit];
  readonly #more: readonly [byAddress: RateLimit, together: RateLimit];

  constructor({ clock, log, metrics, nodes }: TokenGuessesDependencies) {
    this.#log = log;
    this.#metrics = metrics;
    const limits = ({ perAddress, together }: Allowed) =>
      [new RateLimit(perAddress, clock, nodes), new RateLimit(together, clock, nodes)] as const;
    this.#few = limits(FEW);
    this.#more = limits(MORE);
  }

  /**
   * Counts a wrong token, and says what it is answered with.
   *
   * @param detail what is said of it while it is answered as wrong.
   */
  wrong(context: RequestContext, entrance: TokenEntrance, detail: string): Problem {
    const clientAddress = context.clientAddress();
    const [byAddress, together] = entrance === "agent" ? this.#more : this.#few;
    // Of one address no more are counted than it may send: it cannot use up what all others have together.
    const retryAfterSeconds = byAddress.take(clientAddress) ?? together.take("all");
    if (retryAfterSeconds !== undefined) {
      this.#metrics.wrongToken(entrance, "slowed");
      return { kind: "too_many_wrong_tokens", retryAfterSeconds };
    }
    this.#metrics.wrongToken(entrance, "answered");
    this.#log.warn("a wrong token was sent", { requestId: context.id, entrance, clientAddress });
    return { kind: "unauthorized", detail };
  }
}
