import { CryptoHasher } from "bun";
import type { Agent } from "../../agents/agent.ts";
import { type AgentId, asId } from "../../ids.ts";
import { fail, type Outcome, type Problem, succeed } from "../../problem.ts";
import type {
  Admission,
  CallerRequest,
  Callers,
  Protocol,
  ProtocolVersion,
  ServedDialects,
} from "../protocol.ts";
import { type CallerProfile, createProfileReader, profileAddress } from "./caller-profile.ts";
import { ucpDiscovery } from "./discovery.ts";
import { examplePlatform } from "./example-platform.ts";
import { ucpToolEndpoint } from "./tool-endpoint.ts";
import { ucpVersion } from "./version.ts";
import { ucpWires } from "./versions.ts";
import {
  agreedCapabilities,
  cart,
  catalogLookup,
  catalogSearch,
  checkout,
  order,
} from "./words/capabilities.ts";

/** What asks for which capability: beginnings of paths, after `/ucp/`. */
const rootsOf: readonly (readonly [beginning: string, capability: string])[] = [
  ["checkout-sessions", checkout],
  ["carts", cart],
  ["orders", order],
  ["catalog/search", catalogSearch],
  ["catalog/", catalogLookup],
];

/** The Universal Commerce Protocol, beside ACP and from the same operations. */
export function ucp({ ucp: terms }: ServedDialects): Protocol | undefined {
  if (!terms) return undefined;
  const readCallerProfile = createProfileReader(terms.readProfile);
  const served = ucpWires.map((wire) => ({ release: wire.release, version: ucpVersion(wire, terms) }));
  const versions = served.map(({ version }) => version);
  const [newest] = versions.slice(-1);
  if (!newest) throw new Error("no version of UCP is served");

  function spokenBy(profile: CallerProfile): Outcome<(typeof served)[number]> {
    const spoken = served.find(({ release }) => release.version === profile.version);
    return spoken
      ? succeed(spoken)
      : fail({
          kind: "caller_profile",
          reason: "version_unsupported",
          detail: `version ${profile.version} is not supported; this shop speaks ${versions.map((each) => each.version).join(", ")}`,
        });
  }

  /** Reads who a request says it comes from, which has to be let in first. */
  async function profileOf(
    { headers }: CallerRequest,
    admitted: (host: string) => Problem | undefined,
  ): Promise<Outcome<CallerProfile>> {
    const address = profileAddress(headers.get("ucp-agent"));
    const refused = admitted(address.ok ? address.value.host : "");
    if (refused) return fail(refused);
    return address.ok ? readCallerProfile(address.value) : address;
  }

  return {
    name: "ucp",
    versions,
    newest,
    owns: (path) => path === "/ucp" || path.startsWith("/ucp/"),
    async admit(request: CallerRequest, callers: Callers): Promise<Admission> {
      const keyed = await callers.byAnyKey();
      if (keyed && !keyed.ok) return { ...keyed, version: newest };
      const profile = await profileOf(request, (host) => (keyed ? undefined : callers.countStranger(host)));
      if (!profile.ok) return { ...profile, version: newest };
      const spoken = spokenBy(profile.value);
      if (!spoken.ok) return { ...spoken, version: newest };
      const { release, version } = spoken.value;
      const capabilities = agreedCapabilities(profile.value.capabilities, release);
      const problem = incompatibility(request.path, capabilities, version);
      if (problem) return { ok: false, problem, version };
      const agent = keyed?.value ?? strangerOf(profile.value);
      return { ok: true, agent, version, capabilities };
    },
    toolEndpoint: ucpToolEndpoint,
    discovery(shop) {
      const releases = served.map(({ release }) => release);
      const forTrying = terms.isSandbox ? examplePlatform(releases) : [];
      return [...ucpDiscovery(shop, releases, terms), ...forTrying];
    },
  };
}

/** The problem of a request for what was not agreed on; `undefined` for others, also those that are for nothing there is. */
function incompatibility(
  path: string,
  agreed: readonly string[],
  { version }: ProtocolVersion,
): Problem | undefined {
  const asked = path.slice("/ucp/".length);
  const [, root] = rootsOf.find(([beginning]) => asked.startsWith(beginning)) ?? [];
  if (root === undefined || agreed.includes(root)) return undefined;
  const detail = `the profile does not name ${root} in version ${version}`;
  return { kind: "caller_profile", reason: "capabilities_incompatible", detail };
}

/**
 * An agent that nobody has agreed anything with, as its profile's address tells it from others. It is kept nowhere: its
 * id is made of the address, so that it finds again what it made.
 */
function strangerOf({ url, host }: CallerProfile): Agent {
  const hash = new CryptoHasher("sha256").update(url).digest("hex").slice(0, 32);
  return { id: asId<AgentId>(`agt_profile_${hash}`), name: host, isStranger: true };
}
