import type { Protocol, ServedDialects } from "../protocol.ts";
import { admitCaller } from "./admission.ts";
import { createCallerProfiles } from "./caller-profile.ts";
import { ucpDiscovery } from "./discovery.ts";
import { examplePlatform } from "./example-platform.ts";
import { ucpToolEndpoint } from "./tool-endpoint.ts";
import { ucpVersion } from "./version.ts";
import { ucpWires } from "./versions.ts";

/** The Universal Commerce Protocol, beside ACP and from the same operations. */
export function ucp({ ucp: terms }: ServedDialects): Protocol | undefined {
  if (!terms) return undefined;
  const served = ucpWires.map((wire) => ({ wire, version: ucpVersion(wire, terms) }));
  const versions = served.map(({ version }) => version);
  const [newest] = versions.slice(-1);
  if (!newest) throw new Error("no version of UCP is served");
  const releases = served.map(({ wire }) => wire.release);
  const parts = { served, newest, profiles: createCallerProfiles(terms.readDocuments, releases), terms };
  return {
    name: "ucp",
    versions,
    newest,
    owns: (path) => path === "/ucp" || path.startsWith("/ucp/"),
    admit: (request, callers) => admitCaller(request, callers, parts),
    toolEndpoint: ucpToolEndpoint,
    discovery(shop) {
      const forTrying = terms.isSandbox ? examplePlatform(releases) : [];
      return [...ucpDiscovery(shop, releases, terms), ...forTrying];
    },
  };
}
