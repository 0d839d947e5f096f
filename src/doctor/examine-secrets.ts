import { demoAdminToken, demoApiKey } from "../demo/shop.ts";
import type { Settings } from "../settings.ts";
import { advice, type Finding } from "./finding.ts";

/** Characters. 32 of hexadecimal digits are 128 bits, which nobody guesses. */
const SAFE_LENGTH = 32;
/** Of 32 random hexadecimal digits fewer than ten are different once in thousands of times; `change-me-change-me-…` has eight. */
const FEWEST_DIFFERENT = 10;

/** The secrets that a merchant chose and that could be guessed. They are named by where they are set, never shown. */
export function examineSecrets({ agentSeed, adminToken, feed }: Settings): readonly Finding[] {
  const secrets: readonly (readonly [where: string, secret: string | undefined])[] = [
    ["COMMERCE_API_KEY", agentSeed.apiKey],
    ["ADMIN_TOKEN", adminToken],
    ["AGENT_SIGNATURE_KEY", agentSeed.signatureKey],
    ["AGENT_WEBHOOK_SECRET", agentSeed.webhook?.secret],
    ["feed.access_token_env", feed.accessToken],
  ];
  return secrets.flatMap(([where, secret]) => {
    const weakness = secret === undefined ? undefined : weaknessOf(secret);
    return weakness === undefined
      ? []
      : [advice(where, `${weakness} Make another, for instance with: openssl rand -hex 32`)];
  });
}

function weaknessOf(secret: string): string | undefined {
  // Where another machine could use them, they are a mistake of the settings.
  if (secret === demoApiKey || secret === demoAdminToken) return undefined;
  if (secret.length < SAFE_LENGTH)
    return `Shorter than ${SAFE_LENGTH} characters, so that it could be guessed.`;
  if (new Set(secret).size < FEWEST_DIFFERENT)
    return "Made of too few different characters, so that it could be guessed.";
  return undefined;
}
