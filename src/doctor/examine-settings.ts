import type { Settings } from "../settings.ts";
import { advice, type Finding, good } from "./finding.ts";

/** What valid settings still leave to be desired. */
export function examineSettings(settings: Settings): readonly Finding[] {
  const { shop, server, pricing } = settings;
  const findings: Finding[] = [
    settings.isDemo
      ? advice(
          "shop",
          "The demo shop: there is no shop.toml, and nothing says that one is meant. Write one with `checkstand init`.",
        )
      : good("shop", `${shop.name}, ${shop.currency.toUpperCase()}, from ${settings.shopFile}`),
    server.isDevelopment
      ? advice(
          "PUBLIC_BASE_URL",
          `${shop.publicBaseUrl} is for development. Agents need a public https address.`,
        )
      : good("PUBLIC_BASE_URL", shop.publicBaseUrl),
  ];
  findings.push(...settings.remarks.map(({ where, reason }) => advice(where, reason)));
  if (!server.isLocal && !server.tls) findings.push(examineProxy(settings));
  if (!shop.links.some((link) => link.type === "return_policy")) {
    findings.push(advice("links.return_policy", "Missing: agents show it, and some feeds ask for it."));
  }
  if (
    pricing.shipping.zones.length +
      pricing.shipping.pickups.length +
      pricing.shipping.localDeliveries.length ===
    0
  ) {
    findings.push(
      advice(
        "shipping",
        settings.liveRates
          ? "No zones: while carriers do not answer, only digital goods can be sold."
          : "No zones: only digital goods can be sold.",
      ),
    );
  }
  if (pricing.tax.rates.length === 0) findings.push(advice("tax", "No rates: nothing is taxed."));
  if (shop.support.email === undefined && shop.support.phone === undefined) {
    findings.push(advice("support", "Neither e-mail nor phone: buyers cannot reach anybody."));
  }
  return findings;
}

/** A shop on the internet that speaks no TLS stands behind a proxy. Whether that tells who asks cannot be seen here. */
function examineProxy({ server }: Settings): Finding {
  const { trustedProxies } = server;
  return trustedProxies.length === 0
    ? advice(
        "TRUSTED_PROXY",
        "None: behind a proxy all buyers share one limit. Name its address, and let it send X-Forwarded-For.",
      )
    : good(
        "proxy",
        `X-Forwarded-For is believed of ${trustedProxies.join(", ")}. The proxy must send it (nginx does not by itself), or all buyers share one limit.`,
      );
}
