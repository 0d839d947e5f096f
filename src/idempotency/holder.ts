import { after, type Clock, MINUTE, passedSince, type Tick } from "../clock.ts";
import type { Write } from "../storage.ts";
import type { Answer } from "./answer.ts";
import { CLAIM_HELD_FOR, tellClaim } from "./once.ts";
import type { HeldClaim, IdempotencyStore } from "./stores.ts";

/** A process, as one that holds claims. */
export interface ClaimHolder {
  /** Names it among all. */
  readonly name: string;
  /**
   * Works on what a claim is for, and keeps it held meanwhile. When the work fails the claim is given back; where even
   * that cannot be written down, its time runs out by itself.
   */
  whileHeld<Result>(held: HeldClaim, work: () => Promise<Result>): Promise<Result>;
  /**
   * Ends a claim in a job of its own, for work that is done and was more than one job. Never throws: where it cannot be
   * written down the answer is true all the same, and the claim's time runs out by itself.
   */
  tell(held: HeldClaim, answer: Answer): Promise<void>;
}

export interface ClaimHolderDependencies {
  readonly write: Write<{ readonly idempotency: Pick<IdempotencyStore, "renew" | "tell"> }>;
  readonly clock: Clock;
  /** Hears of a claim that could not be renewed, answered or given back. */
  readonly failed: (error: unknown) => void;
  /** Calls a function again and again, until what it gives is called; `setInterval` but in tests. */
  readonly repeat?: ((everyMs: number, run: () => void) => () => void) | undefined;
}

/** How often claims are renewed, ms: twice it may fail. */
export const CLAIM_RENEWED_EVERY = CLAIM_HELD_FOR / 3;

/** A request that is at work for longer, ms, is stuck: its claim is renewed no more. */
const LONGEST_WORK = 5 * MINUTE;

/** Builds the {@link ClaimHolder} of one process. */
export function createClaimHolder({
  write,
  clock,
  failed,
  repeat = every,
}: ClaimHolderDependencies): ClaimHolder {
  /** What is worked on, and since when. */
  const atWork = new Map<HeldClaim, Tick>();
  let stopRenewing: (() => void) | undefined;

  async function renewAll(): Promise<void> {
    const claims = [...atWork].filter(([, since]) => passedSince(since, clock) < LONGEST_WORK);
    if (claims.length === 0) return;
    await write(async ({ idempotency }) => {
      const until = after(clock.now(), CLAIM_HELD_FOR);
      for (const [held] of claims) await idempotency.renew(held, until);
    });
  }

  function begin(held: HeldClaim): void {
    atWork.set(held, clock.tick());
    stopRenewing ??= repeat(CLAIM_RENEWED_EVERY, () => void renewAll().catch(failed));
  }

  function end(held: HeldClaim): void {
    atWork.delete(held);
    if (atWork.size > 0) return;
    stopRenewing?.();
    stopRenewing = undefined;
  }

  return {
    name: crypto.randomUUID(),
    async whileHeld(held, work) {
      begin(held);
      try {
        return await work();
      } catch (error) {
        await write(({ idempotency }) => idempotency.tell(held, undefined)).catch(failed);
        throw error;
      } finally {
        end(held);
      }
    },
    async tell(held, answer) {
      await write(({ idempotency }) => tellClaim(idempotency, held, answer)).catch(failed);
    },
  };
}

function every(milliseconds: number, run: () => void): () => void {
  const timer = setInterval(run, milliseconds);
  return () => clearInterval(timer);
}
