import type { CallerRequest, Callers, Protocol, ProtocolVersion, ServedDialects } from "../protocol.ts";
import { acpDiscovery } from "./discovery.ts";
import { acpTools } from "./tools.ts";
import { acpVersion } from "./version.ts";
import { newestWire, servedWires, versionMeantBy } from "./versions.ts";

/** The first segments of ACP's paths, in whichever version. */
const segments: ReadonlySet<string> = new Set(["/checkout_sessions", "/carts", "/agentic_commerce"]);

/** The Agentic Commerce Protocol, in every version a shop serves. */
export function acp({ unreleased }: ServedDialects): Protocol {
  const versions = servedWires(unreleased).map(acpVersion);
  const newest = named(newestWire.version) ?? acpVersion(newestWire);
  /** Newest first, as errors list them. */
  const supported = versions.map(({ version }) => version).reverse();

  function named(name: string): ProtocolVersion | undefined {
    const version = versionMeantBy(name);
    return versions.find((each) => each.version === version);
  }

  return {
    name: "acp",
    versions,
    newest,
    owns,
    async admit({ headers }: CallerRequest, callers: Callers) {
      // An error speaks the version asked for, where that is one of ours, also before anything else is known.
      const name = headers.get("api-version");
      const asked = name === null ? undefined : named(name);
      const caller = await callers.byBearer();
      if (!caller.ok) return { ...caller, version: asked };
      const agent = caller.value;
      if (asked) return { ok: true, agent, version: asked };
      if (name !== null)
        return { ok: false, problem: { kind: "unsupported_api_version", found: name, supported } };
      const { defaultVersion } = agent.acp ?? {};
      const standard = defaultVersion === undefined ? undefined : named(defaultVersion);
      return standard
        ? { ok: true, agent, version: standard }
        : { ok: false, problem: { kind: "missing_api_version", supported } };
    },
    tools: acpTools(versions, newestWire),
    discovery: acpDiscovery,
  };
}

function owns(path: string): boolean {
  const end = path.indexOf("/", 1);
  return segments.has(end === -1 ? path : path.slice(0, end)) && !isCartPage(path);
}

/** A cart's page, for people, has the same start as its API; its last part is a token, which no cart's id looks like. */
function isCartPage(path: string): boolean {
  return /^\/carts\/[\w-]{22}$/.test(path);
}
