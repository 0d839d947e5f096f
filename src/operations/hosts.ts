import { Type } from "@sinclair/typebox";
import { type HostStanding, type ListedHost, readHost } from "../agents/caller-host.ts";
import type { AgentStore, ProfileAgentStore, SeenHost } from "../agents/stores.ts";
import type { Actor, AuditStore } from "../audit/audit.ts";
import type { Instant } from "../clock.ts";
import { closed } from "./fields.ts";
import { merchantRequest, mistake } from "./merchant-request.ts";

/** What a merchant wants a host to be. `unlisted`: as every other. */
interface HostWish {
  readonly host: string;
  readonly standing: HostStanding | "unlisted";
}

function hostRequest(
  name: string,
  standing: HostWish["standing"],
  words: { readonly summary: string; readonly description: string },
) {
  return merchantRequest({
    name,
    ...words,
    fields: closed({
      host: Type.String({
        minLength: 1,
        maxLength: 2_048,
        description: "Its name, such as platform.example, or the address of a profile.",
      }),
    }),
    read({ host: typed }): HostWish | ReturnType<typeof mistake> {
      const host = readHost(typed);
      return host === undefined
        ? mistake("not_a_host", "Name a host, such as platform.example.")
        : { host, standing };
    },
  });
}

/** What a merchant says of hosts from which callers present profiles. */
export const hostRequests = [
  hostRequest("allow", "allowed", {
    summary: "Allow a host",
    description:
      "Agents that sign with a key of a profile of this very host may pay, as those with a key may.",
  }),
  hostRequest("block", "blocked", {
    summary: "Block a host",
    description:
      "Nobody is served whose profile is from this host, or from one beneath it that is not listed by itself.",
  }),
  hostRequest("unlist", "unlisted", {
    summary: "Take a host off the list",
    description: "It is served as any other.",
  }),
] as const;

/** What became of it. `unchanged`: it was so before. */
export interface HostListing extends HostWish {
  readonly kind: "changed" | "unchanged";
}

/** Writes down what a merchant says of a host, and who said so. In a write job. */
export async function listHost(
  { agents, audit }: { readonly agents: AgentStore; readonly audit: Pick<AuditStore, "append"> },
  { host, standing }: HostWish,
  { actor, now }: { readonly actor: Actor; readonly now: Instant },
): Promise<HostListing> {
  const before = (await agents.hosts()).find((listed) => listed.host === host)?.standing ?? "unlisted";
  if (before === standing) return { kind: "unchanged", host, standing };
  if (standing === "unlisted") await agents.removeHost(host);
  else await agents.putHost({ host, standing, listedAt: now });
  await audit.append({ at: now, actor, action: "host.list", subject: host, details: { standing } });
  return { kind: "changed", host, standing };
}

/** A host on the list, or one whose agents have begun checkouts here, or both. */
export interface KnownHost {
  readonly host: string;
  readonly listed?: ListedHost | undefined;
  readonly seen?: SeenHost | undefined;
}

/** The listed hosts by name, then those that were seen last and are not listed, at most `limit`. */
export async function knownHosts(
  reads: {
    readonly agents: Pick<AgentStore, "hosts">;
    readonly profileAgents: Pick<ProfileAgentStore, "hostsSeen">;
  },
  limit: number,
): Promise<readonly KnownHost[]> {
  const listed = await reads.agents.hosts();
  const seen = new Map((await reads.profileAgents.hostsSeen(limit)).map((each) => [each.host, each]));
  const names = new Set(listed.map(({ host }) => host));
  return [
    ...listed.map((each) => ({ host: each.host, listed: each, seen: seen.get(each.host) })),
    ...[...seen.values()]
      .filter(({ host }) => !names.has(host))
      .map((each) => ({ host: each.host, seen: each })),
  ];
}
