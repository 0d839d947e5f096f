import { after, DAY, type Instant } from "../clock.ts";
import type { WebhookSettings } from "./agent.ts";

/** How long the secret before the newest may still sign, ms: time for the agent to take the new one over. */
const OVERLAP = DAY;

/** The part of an agreement that says who signs. */
export type WebhookSecrets = Pick<WebhookSettings, "secrets" | "rotatedAt">;

/** The secrets that may sign now, the newest first: two during the overlap of a rotation, else one. */
export function signingSecrets({ secrets, rotatedAt }: WebhookSecrets, now: Instant): readonly string[] {
  const overlaps = rotatedAt !== undefined && now < after(rotatedAt, OVERLAP);
  return secrets.slice(0, overlaps ? 2 : 1);
}

/** Begins a rotation: the new secret signs from now on, and the newest so far beside it until the overlap is over. */
export function rotateSecret(
  { secrets: [newest, ...older], rotatedAt }: WebhookSecrets,
  secret: string,
  now: Instant,
): WebhookSecrets {
  if (newest === undefined) return { secrets: [secret] };
  // The same one once more is no rotation.
  return newest === secret
    ? { secrets: [newest, ...older], rotatedAt }
    : { secrets: [secret, newest], rotatedAt: now };
}

/** Ends a rotation: only the newest secret is kept. */
export function retireOldSecrets({ secrets }: WebhookSecrets): WebhookSecrets {
  return { secrets: secrets.slice(0, 1), rotatedAt: undefined };
}
