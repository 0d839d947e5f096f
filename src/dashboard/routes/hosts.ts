import { type Static, Type } from "@sinclair/typebox";
import { closed, DateTimeField, dateTime, maybe, oneOfWords } from "../../operations/fields.ts";
import { hostRequests, type KnownHost, knownHosts, listHost } from "../../operations/hosts.ts";
import { isMistake } from "../../operations/merchant-request.ts";
import { type AdminRoute, change, query, refuseMistake } from "../route.ts";
import type { AdminServices } from "../services.ts";

const tag = "Agents";

const standings = ["allowed", "blocked", "unlisted"] as const;

const HostAnswer = closed({
  host: Type.String(),
  standing: oneOfWords(standings),
  listed_at: maybe(DateTimeField),
  agents: Type.Integer({ description: "How many of its agents that began a checkout are remembered." }),
  last_seen_at: maybe(DateTimeField),
});

/** Hosts of UCP profiles: whose signatures may pay here, and who is not served. */
export function hostRoutes(services: AdminServices): readonly AdminRoute[] {
  return [listHosts(services), ...hostRequests.map((request) => hostRoute(request, services))];
}

function listHosts({ reads }: AdminServices): AdminRoute {
  return query("/hosts", {
    tag,
    summary: "List the hosts of UCP profiles",
    description: "Those that are allowed or blocked, then those whose agents began checkouts last.",
    query: {
      limit: {
        description: "How many that are not listed at most.",
        schema: { type: "integer", minimum: 1, maximum: 200, default: 50 },
      },
    },
    answer: closed({ hosts: Type.Array(HostAnswer) }),
    async handle({ query }) {
      const known = await knownHosts(reads, query.wholeNumber("limit", 200) ?? 50);
      return { hosts: known.map(encodeHost) };
    },
  });
}

function hostRoute(
  request: (typeof hostRequests)[number],
  { agentsChanged, clock }: AdminServices,
): AdminRoute {
  const { name, summary, description, fields } = request;
  return change(`/hosts/${name}`, {
    tag,
    summary,
    description: `${description} From the next request on.`,
    body: fields,
    answer: closed({
      host: Type.String(),
      standing: oneOfWords(standings),
      state: oneOfWords(["changed", "unchanged"]),
    }),
    async handle(stores, { body, actor }) {
      const wanted = request.read(body);
      if (isMistake(wanted)) return refuseMistake(wanted);
      const { host, standing, kind } = await listHost(stores, wanted, { actor, now: clock.now() });
      return { host, standing, state: kind };
    },
    afterwards: agentsChanged,
  });
}

function encodeHost({ host, listed, seen }: KnownHost): Static<typeof HostAnswer> {
  return {
    host,
    standing: listed?.standing ?? "unlisted",
    listed_at: dateTime(listed?.listedAt),
    agents: seen?.agents ?? 0,
    last_seen_at: dateTime(seen?.lastSeenAt),
  };
}
