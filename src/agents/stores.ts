import type { Instant } from "../clock.ts";
import type { AgentId, KeyId } from "../ids.ts";
import type { Agent, AgentProfile, ApiKey } from "./agent.ts";
import type { ListedHost } from "./caller-host.ts";

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
  /** What the merchant has said of hosts, by name. */
  hosts(): Promise<readonly ListedHost[]>;
  /** Inserts what was said of a host, or replaces it. */
  putHost(host: ListedHost): Promise<void>;
  removeHost(host: string): Promise<void>;
}

/** Of which host agents have begun checkouts here, and when last. */
export interface SeenHost {
  readonly host: string;
  /** How many agents of it are remembered. */
  readonly agents: number;
  readonly lastSeenAt: Instant;
}

/** Agents that were made from a profile, on disk. Everything but reading only in a write job. */
export interface ProfileAgentStore {
  /** Notes that an agent has begun something that lasts. */
  see(agent: { readonly id: AgentId; readonly profile: AgentProfile }, now: Instant): Promise<void>;
  /** The host of each of these agents that is known. */
  hostsOf(agents: readonly AgentId[]): Promise<ReadonlyMap<AgentId, string>>;
  /** The hosts seen last, at most `limit`. */
  hostsSeen(limit: number): Promise<readonly SeenHost[]>;
  /**
   * Forgets those that were seen before the last `kept` ones, but for who has an order or a checkout that is not finished. At
   * most `limit`; gives how many.
   */
  forget(kept: number, limit: number): Promise<number>;
}
