import { TypeCompiler } from "@sinclair/typebox/compiler";
import { Discovery } from "../../protocols/acp/discovery.ts";
import type { Check } from "../check.ts";
import { protocol } from "../sources.ts";
import { CheckFailed } from "../verdict.ts";

const discovery = TypeCompiler.Compile(Discovery);

/** Where discovery is: at the root of the origin (RFC 8615), whatever path the API has. */
export function discoveryAddress(url: string): string {
  return new URL("/.well-known/acp.json", url).href;
}

/** What anybody may know of the shop before talking to it. */
export const discoveryChecks: readonly Check[] = [
  {
    id: "discovery.document",
    area: "Discovery",
    requirement:
      "Anybody can read at /.well-known/acp.json which versions, services and currencies there are.",
    source: protocol("2026-04-17 schema, DiscoveryResponse"),
    scope: "once",
    async run(trial) {
      const { status, headers, body } = await trial.http.send({
        target: discoveryAddress(trial.shop.url),
        judge: (_, found) => reasonOf(found) ?? "valid",
      });
      trial.confirm(status === 200, "the answer is 200, without a key", String(status));
      const reason = reasonOf(body);
      trial.confirm(reason === undefined, "it is schema-valid", reason);
      trial.confirm(/max-age=[1-9]/.test(headers.get("cache-control") ?? ""), "it may be cached for a time");
      if (!discovery.Check(body)) throw new CheckFailed("the answer is no discovery document");
      const versions = body.protocol.supported_versions;
      const isOrdered = versions.join() === versions.toSorted().join();
      trial.confirm(isOrdered, "its versions are listed oldest first", versions.join(", "));
      trial.note(`versions ${versions.join(", ")}; services ${body.capabilities.services.join(", ")}`);
    },
  },
];

/** The versions and the currency a shop declares; `undefined` when it declares nothing that can be read. */
export function readDiscovery(body: unknown): { versions: readonly string[]; currency?: string } | undefined {
  if (!discovery.Check(body)) return undefined;
  const [currency] = body.capabilities.supported_currencies;
  return { versions: body.protocol.supported_versions, ...(currency === undefined ? {} : { currency }) };
}

function reasonOf(body: unknown): string | undefined {
  const wrong = discovery.Errors(body).First();
  return wrong && `${wrong.path || "/"}: ${wrong.message}`;
}
