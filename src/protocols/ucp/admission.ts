import type { Agent, AgentProfile } from "../../agents/agent.ts";
import { type HostStanding, hostOf } from "../../agents/caller-host.ts";
import { profileAgent } from "../../agents/profile-agent.ts";
import { fail, type Outcome, type Problem, succeed } from "../../problem.ts";
import { bindingAt } from "../binding.ts";
import type { Admission, BodyCheck, CallerRequest, Callers, ProtocolVersion, UcpTerms } from "../protocol.ts";
import { type CallerProfile, type CallerProfiles, profileAddress } from "./caller-profile.ts";
import { verifyCaller } from "./caller-signature.ts";
import type { UcpWire } from "./wire.ts";
import { cart, catalogLookup, catalogSearch, checkout, order } from "./words/capabilities.ts";

/** A version as it is served. */
export interface ServedVersion {
  readonly wire: UcpWire;
  readonly version: ProtocolVersion;
}

/** What admitting callers needs. */
export interface AdmissionParts {
  readonly served: readonly ServedVersion[];
  /** In whose words whoever names no version is answered. */
  readonly newest: ProtocolVersion;
  readonly profiles: CallerProfiles;
  readonly terms: Pick<UcpTerms, "hostStanding" | "clock">;
}

/** What asks for which capability: beginnings of paths, after `/ucp/`. */
const rootsOf: readonly (readonly [beginning: string, capability: string])[] = [
  ["checkout-sessions", checkout],
  ["carts", cart],
  ["orders", order],
  ["catalog/search", catalogSearch],
  ["catalog/", catalogLookup],
];

/**
 * Finds out who calls: by a key, by a signature of the profile that the request names, or by that name alone, which is a
 * claim. A signature that is there has to hold, whoever else vouches for the caller.
 */
export async function admitCaller(
  request: CallerRequest,
  callers: Callers,
  { served, newest, profiles, terms }: AdmissionParts,
): Promise<Admission> {
  const refuse = (problem: Problem, version = newest) => ({ ok: false, problem, version }) as const;
  const keyed = await callers.byAnyKey();
  if (keyed && !keyed.ok) return refuse(keyed.problem);
  const isSigned = saysItIsSigned(request, keyed !== undefined);
  const overused = keyed ? undefined : callers.countAddress(isSigned);
  if (overused) return refuse(overused);
  const address = addressOf(request);
  if (!address.ok) return refuse(address.problem);
  const { href: url } = address.value;
  const host = hostOf(address.value);
  const listed = await terms.hostStanding(host);
  const distrusted = distrust({ url, host }, listed, keyed?.value);
  if (distrusted) return refuse(distrusted);
  const claimant = keyed || isSigned ? undefined : profileAgent({ url, host, standing: "claimed" });
  const overclaimed = claimant && callers.countAgent(claimant);
  if (overclaimed) return refuse(overclaimed);
  const profile = await profiles.read(address.value);
  if (!profile.ok) return refuse(profile.problem);
  const spoken = versionSpoken(served, profile.value);
  if (!spoken.ok) return refuse(spoken.problem);
  const { version } = spoken.value;
  const signature = isSigned
    ? await verified(request, address.value, profile.value, spoken.value, { profiles, terms })
    : undefined;
  if (signature && !signature.ok) return refuse(signature.problem, version);
  const { capabilities } = profile.value;
  const incompatible = incompatibility(request.path, capabilities, version);
  if (incompatible) return refuse(incompatible, version);
  const admitted = (agent: Agent): Admission => {
    const webhookUrl = webhookOf(agent, profile.value, capabilities);
    return { ok: true, agent, version, capabilities, webhookUrl, bodyCheck: signature?.value };
  };
  if (keyed) return admitted(keyed.value);
  if (claimant) return admitted(claimant);
  const signer = profileAgent({ url, host, standing: listed === "allowed" ? "allowed" : "signed" });
  const oversigned = callers.countAgent(signer);
  return oversigned ? refuse(oversigned, version) : admitted(signer);
}

/**
 * Where a caller is told of the orders it begins: the one place that decides who is. Whoever may be shown orders is, where
 * that was agreed on: an agent with a key, or who signs. Who only claims a profile is not.
 */
function webhookOf(
  agent: Agent,
  { webhookUrl }: CallerProfile,
  agreed: readonly string[],
): string | undefined {
  return agent.profile?.standing !== "claimed" && agreed.includes(order) ? webhookUrl : undefined;
}

/** Why a profile is not even read: its host is blocked, or it is not for whose key it is. */
function distrust(
  { url, host }: Pick<AgentProfile, "url" | "host">,
  listed: HostStanding | undefined,
  keyed: Agent | undefined,
): Problem | undefined {
  if (listed === "blocked") return notTrusted(host);
  return keyed && !actsFor(keyed, url) ? notItsProfile : undefined;
}

/**
 * Whether an agent with a key may present a profile (2026-04-08 and 2026-08-25, overview, "Identity Binding"). Where nothing
 * is agreed, whoever was given the key may say for whom it acts.
 */
function actsFor({ ucp }: Agent, url: string): boolean {
  return ucp?.profiles?.includes(url) ?? true;
}

const notItsProfile: Problem = {
  kind: "caller_profile",
  reason: "profile_not_trusted",
  detail: "the key is not for the profile that UCP-Agent names",
};

/** Half a signature is one, too, but for agents with a key, who may have agreed on another kind of it. */
function saysItIsSigned({ message: { headers } }: CallerRequest, isKeyed: boolean): boolean {
  return headers.has("signature-input") || (!isKeyed && headers.has("signature"));
}

/** The address of the caller's profile. Where a tool's arguments name it, a header may only say the same. */
function addressOf({ headers, message, isTool }: CallerRequest): Outcome<URL> {
  const address = profileAddress(headers.get("ucp-agent"));
  const header = isTool ? message.headers.get("ucp-agent") : null;
  if (!address.ok || header === null) return address;
  const other = profileAddress(header);
  return other.ok && other.value.href === address.value.href
    ? address
    : fail({
        kind: "caller_profile",
        reason: "invalid_profile_url",
        detail: "the UCP-Agent header and meta name different profiles",
      });
}

function versionSpoken(
  served: readonly ServedVersion[],
  profile: Pick<CallerProfile, "version">,
): Outcome<ServedVersion> {
  const spoken = served.find(({ version }) => version.version === profile.version);
  return spoken
    ? succeed(spoken)
    : fail({
        kind: "caller_profile",
        reason: "version_unsupported",
        detail: `version ${profile.version} is not supported; this shop speaks ${served.map(({ version }) => version.version).join(", ")}`,
      });
}

/**
 * Verifies the request's signature. Where the profile has no such key it may have got one since it was read: it is read
 * once more, as seldom as {@link CallerProfiles} lets it be.
 */
async function verified(
  request: CallerRequest,
  address: URL,
  profile: CallerProfile,
  { wire, version }: ServedVersion,
  { profiles, terms }: Pick<AdmissionParts, "profiles" | "terms">,
): Promise<Outcome<BodyCheck>> {
  const { message, isTool } = request;
  const { signatures: rules } = wire;
  const isKeyed = !isTool && bindingAt(version.bindings, message.method, request.path)?.changes === true;
  const verify = ({ keys }: CallerProfile) =>
    verifyCaller(message, keys[rules.keysIn], rules, isKeyed, terms.clock.now());
  const first = await verify(profile);
  if (first.ok || !isUnknownKey(first.problem)) return first;
  const anew = await profiles.readAnew(address);
  return anew?.ok && anew.value.version === profile.version ? verify(anew.value) : first;
}

function isUnknownKey(problem: Problem): boolean {
  return problem.kind === "message_signature" && problem.reason === "key_not_found";
}

function notTrusted(host: string): Problem {
  return {
    kind: "caller_profile",
    reason: "profile_not_trusted",
    detail: `this shop does not serve ${host}`,
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
