import type { Instant } from "../clock.ts";
import type { KeyId } from "../ids.ts";
import type { Agent, ApiKey } from "./agent.ts";

/** A key with what it is recognised by. */
export interface StoredKey extends ApiKey {
  /** SHA-256 of the key. */
  readonly hash: Uint8Array;
}

/** Agents and their keys on disk. Everything but reading only in a write job. */
export interface AgentStore {
  /** By name. */
  all(): Promise<readonly Agent[]>;
  byName(name: string): Promise<Agent | undefined>;
  /** Inserts the agent, or replaces the one of this id. The name has to be free. */
  put(agent: Agent, now: Instant): Promise<void>;
  /** Oldest first, the revoked ones too. */
  keys(): Promise<readonly StoredKey[]>;
  /** Inserts the key, or replaces the one of this id. No two keys may be the same. */
  putKey(key: StoredKey): Promise<void>;
  /** Revokes the key if it is there and was not before. */
  revokeKey(id: KeyId, now: Instant): Promise<void>;
}
