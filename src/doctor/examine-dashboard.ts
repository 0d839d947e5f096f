import type { Settings } from "../settings.ts";
import { advice, type Finding, good } from "./finding.ts";

/** Whether the merchant can look after the shop in a browser. @param hasOwner whether somebody of the shop signs in. */
export function examineDashboard({ shop, adminToken, isDemo }: Settings, hasOwner: boolean): Finding {
  const address = `${shop.publicBaseUrl}/admin`;
  if (hasOwner) return good("dashboard", `${address}, opened by those who work in the shop`);
  if (adminToken !== undefined) return good("dashboard", `${address}, opened by ADMIN_TOKEN`);
  // The demo shop that other machines can reach gets a token of its own when it is served.
  return isDemo
    ? good("dashboard", `${address}, opened by the token that \`checkstand serve\` shows`)
    : advice(
        "dashboard",
        `${address} is closed: nobody can sign in. Make yourself the owner by \`checkstand people reset --owner ADDRESS\`, ` +
          "or set ADMIN_TOKEN to what `openssl rand -hex 32` says.",
      );
}
