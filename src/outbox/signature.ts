import { createHmac } from "node:crypto";
import type { WebhookSettings } from "../agents/agent.ts";
import type { Instant } from "../clock.ts";
import { unreachable } from "../problem.ts";

/**
 * The value of the signature header over a body, HMAC-SHA256 (ACP 2026-04-17 webhooks: `t=<unix>,v1=<hex>` over
 * `t + "." + body`). It holds one signature: the official pattern, `^t=\d+,v1=[a-fA-F0-9]{64}$`, has room for no other,
 * and receivers that follow it refuse a header with two.
 */
export function signatureOf(
  form: WebhookSettings["signature"],
  secret: string,
  body: string,
  now: Instant,
): string {
  switch (form) {
    case "timestamped": {
      const time = Math.floor(now / 1000);
      return `t=${time},v1=${hmac(secret, `${time}.${body}`, "hex")}`;
    }
    case "hex":
    case "base64":
      return hmac(secret, body, form);
    default:
      return unreachable(form);
  }
}

function hmac(secret: string, signed: string, encoding: "hex" | "base64"): string {
  return createHmac("sha256", secret).update(signed).digest(encoding);
}
