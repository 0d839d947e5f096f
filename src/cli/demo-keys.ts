import { randomBytes } from "node:crypto";
import type { Settings } from "../settings.ts";

/**
 * The settings of a shop that is about to be served. A demo shop that other machines can reach has none of the keys
 * that everybody knows: it gets random ones, for as long as it runs.
 */
export function withDemoKeys(settings: Settings): Settings {
  if (!settings.isDemo) return settings;
  const { agentSeed, adminToken } = settings;
  return {
    ...settings,
    agentSeed: { ...agentSeed, apiKey: agentSeed.apiKey ?? `csk_${randomKey()}` },
    adminToken: adminToken ?? randomKey(),
  };
}

function randomKey(): string {
  return randomBytes(32).toString("base64url");
}
