import { timingSafeEqual } from "node:crypto";
import type { AgentId } from "../ids.ts";
import type { Agent } from "./agent.ts";
import { type HostStanding, standingOn } from "./caller-host.ts";
import { hashOfKey } from "./key.ts";
import type { AgentStore, StoredKey } from "./stores.ts";

/** Who may call, in memory: asked on every request. */
export interface AgentDirectory {
  /** The agent a key belongs to; `undefined` when it is nobody's or was revoked. */
  authenticate(secret: string): Agent | undefined;
  agent(id: AgentId): Agent | undefined;
  /** What the merchant has said of a host. */
  hostStanding(host: string): HostStanding | undefined;
  /**
   * Reads everything anew where another process has changed the database since: to be awaited before a request is
   * believed, so that a key that was revoked opens nothing from then on.
   */
  refresh(): Promise<void> | undefined;
  /** Reads everything anew: to be called when the database has changed. Until it settles, the old answers hold. */
  reload(): Promise<void>;
}

interface Contents {
  /** Of the database that it was read from. */
  readonly version: number;
  readonly agents: ReadonlyMap<AgentId, Agent>;
  /** Keys that open, by the first bytes of their hash; nearly always one. */
  readonly keys: ReadonlyMap<number, readonly StoredKey[]>;
  readonly hosts: ReadonlyMap<string, HostStanding>;
  /** Whom keys that were sent were found to open for: no more of them than there are keys, and gone with these. */
  readonly known: Map<string, Agent>;
}

/**
 * Reads all agents, keys and listed hosts. A shop has a handful of each.
 *
 * @param version a number that moves when another process has written; where there is none, nothing is refreshed.
 */
export async function openAgentDirectory(
  reads: Pick<AgentStore, "all" | "keys" | "hosts">,
  version: () => number = () => 0,
): Promise<AgentDirectory> {
  let contents = await read();
  let refreshing: Promise<void> | undefined;

  async function read(): Promise<Contents> {
    // Before the rest: what is written meanwhile is read once more.
    const readAt = version();
    const agents = await reads.all();
    const hosts = await reads.hosts();
    const opening = (await reads.keys()).filter((key) => key.revokedAt === undefined);
    return {
      version: readAt,
      agents: new Map(agents.map((agent) => [agent.id, agent])),
      keys: Map.groupBy(opening, (key) => shelfOf(key.hash)),
      hosts: new Map(hosts.map(({ host, standing }) => [host, standing])),
      known: new Map(),
    };
  }

  async function reload(): Promise<void> {
    contents = await read();
  }

  return {
    authenticate(secret) {
      const known = contents.known.get(secret);
      if (known) return known;
      // What a clock could tell of the comparison is about a hash, of which nobody knows which keys lead to it; it is
      // constant all the same, so that nobody has to think about that.
      const hash = hashOfKey(secret);
      const key = contents.keys
        .get(shelfOf(hash))
        ?.find((candidate) => timingSafeEqual(candidate.hash, hash));
      const agent = key && contents.agents.get(key.agentId);
      if (agent) contents.known.set(secret, agent);
      return agent;
    },
    agent: (id) => contents.agents.get(id),
    hostStanding: (host) => standingOn(contents.hosts, host),
    refresh() {
      if (version() === contents.version) return undefined;
      refreshing ??= reload().finally(() => {
        refreshing = undefined;
      });
      return refreshing;
    },
    reload,
  };
}

/** The first four bytes of a hash. */
function shelfOf(hash: Uint8Array): number {
  return new DataView(hash.buffer, hash.byteOffset).getUint32(0);
}
