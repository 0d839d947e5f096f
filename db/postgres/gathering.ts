import { causeOf, failureKind } from "./failures.ts";

/** So long, ms, does what is under way keep others waiting: a statement may itself wait, for a row or for the network. */
const LONGEST_WAIT = 50;

/** One of those who are served together. */
interface Member {
  readonly refuse: (error: unknown) => void;
}

/**
 * Gathers those who want the same done while it is being done for others, and has it done for all of them at once: the
 * more there is to do, the less each costs. Whoever comes while nothing is under way waits for nobody.
 */
export class Gathering<Each extends Member> {
  readonly #most: number;
  readonly #serve: (members: readonly Each[]) => Promise<void>;
  #waiting: Each[] = [];
  #underWay = 0;
  #lastBegun = 0;
  #isDue = false;

  /**
   * @param most how many are served at once. So many wait for nothing, since they gain nothing by it.
   * @param serve does it, and tells each. Where it throws it has told nobody: all hear the error, unless it may be one
   *   member's alone; then each is served by itself.
   */
  constructor(most: number, serve: (members: readonly Each[]) => Promise<void>) {
    this.#most = most;
    this.#serve = serve;
  }

  add(member: Each): void {
    this.#waiting.push(member);
    if (this.#isDue || !this.#mayBegin()) return;
    this.#isDue = true;
    // Those whose last wait ended with the same answer come in the same turn.
    queueMicrotask(() => {
      this.#isDue = false;
      this.#begin();
    });
  }

  #mayBegin(): boolean {
    return (
      this.#underWay === 0 ||
      this.#waiting.length >= this.#most ||
      performance.now() - this.#lastBegun > LONGEST_WAIT
    );
  }

  #begin(): void {
    while (this.#waiting.length > 0 && this.#mayBegin()) {
      this.#underWay += 1;
      this.#lastBegun = performance.now();
      void this.#serveAll(this.#waiting.splice(0, this.#most)).then(() => {
        this.#underWay -= 1;
        this.#begin();
      });
    }
  }

  async #serveAll(members: readonly Each[]): Promise<void> {
    try {
      await this.#serve(members);
    } catch (error) {
      if (members.length > 1 && isOfOne(error))
        await Promise.all(members.map((member) => this.#serveAll([member])));
      else for (const { refuse } of members) refuse(error);
    }
  }
}

/** Whether an error may be about what one of several asked for. */
function isOfOne(error: unknown): boolean {
  const kind = failureKind(causeOf(error));
  switch (kind) {
    case "lost":
    case "unavailable":
      return false;
    case "exists":
    case "overtaken":
    case "wrong":
      return true;
  }
}
