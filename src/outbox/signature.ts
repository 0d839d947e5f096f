import { createHmac } from "node:crypto";
import type { WebhookSettings } from "../agents/agent.ts";
import type { Instant } from "../clock.ts";
import { unreachable } from "../problem.ts";

/**
 * The value of the signature header over a body, HMAC-SHA256 (ACP 2026-04-17 webhooks: `t=<unix>,v1=<hex>` over
 * `t + "." + body`). While a secret is being changed there is one `v1` for each, newest first, and the receiver takes
 * whichever it knows. The bare forms have room for one signature only: the newest secret's.
 */
export function signatureOf(
  { secrets, signature }: Pick<WebhookSettings, "secrets" | "signature">,
  body: string,
  now: Instant,
): string {
  const [newest = ""] = secrets;
  switch (signature) {
    case "timestamped": {
      const time = Math.floor(now / 1000);
      const signed = secrets.map((secret) => `v1=${hmac(secret, `${time}.${body}`, "hex")}`);
      return [`t=${time}`, ...signed].join(",");
    }
    case "hex":
    case "base64":
      return hmac(newest, body, signature);
    default:
      return unreachable(signature);
  }
}

function hmac(secret: string, signed: string, encoding: "hex" | "base64"): string {
  return createHmac("sha256", secret).update(signed).digest(encoding);
}
