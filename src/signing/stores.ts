import type { Instant } from "../clock.ts";
import type { SigningKey } from "./key.ts";

/** The shop's signing keys on disk. Everything but reading only in a write job. */
export interface SigningKeyStore {
  /** By when each begins to sign, with those that are not published any more. */
  all(): Promise<readonly SigningKey[]>;
  /** Inserts the key, or replaces the one of this id. */
  put(key: SigningKey): Promise<void>;
  /** Forgets, private parts too, the keys that were published until before `before`. Gives how many. */
  forget(before: Instant): Promise<number>;
}
