import { StripeProblem } from "./problem.ts";

/** An answer as it was, or will be, sent. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly replayed?: boolean;
}

interface Entry {
  readonly fingerprint: string;
  reply: Reply | undefined;
}

/**
 * Stripe's rules for `Idempotency-Key`: the same key gives the same answer, a stored 500 too; another request under the
 * key is refused; a twin of one at work hears 409; an endpoint that never began leaves nothing behind.
 */
export class IdempotencyKeys {
  readonly #entries = new Map<string, Entry>();

  /**
   * What the key says already.
   *
   * @throws StripeProblem for a mismatch, or a request at work.
   */
  find(key: string, fingerprint: string): Reply | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (entry.fingerprint !== fingerprint) {
      throw new StripeProblem(400, {
        type: "idempotency_error",
        message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      });
    }
    if (!entry.reply) {
      throw new StripeProblem(409, {
        type: "idempotency_error",
        code: "idempotency_key_in_use",
        message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}.`,
      });
    }
    return { ...entry.reply, replayed: true };
  }

  hold(key: string, fingerprint: string): void {
    this.#entries.set(key, { fingerprint, reply: undefined });
  }

  store(key: string, reply: Reply): void {
    const entry = this.#entries.get(key);
    if (entry) entry.reply = reply;
  }

  forget(key: string): void {
    this.#entries.delete(key);
  }
}
