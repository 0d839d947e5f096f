import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { AffiliateAttribution, RiskSignals } from "../../../buyers/purchase-context.ts";
import type { Order } from "../../../orders/order.ts";
import { maybeText, open, said } from "./fields.ts";

/** What the platform itself saw of the buyer's device (`types/signals.json`). */
export const Signals = open({
  "dev.ucp.buyer_ip": maybeText(64),
  "dev.ucp.user_agent": maybeText(1_024),
});

/** Who led the buyer here: names as links have them, such as `utm_source` (`types/attribution.json`). */
export const Attribution = Type.Record(Type.String({ maxLength: 256 }), Type.String({ maxLength: 2_048 }), {
  maxProperties: 50,
});

/** Reads what the platform saw. Absent where it is nothing we know. */
export function decodeSignals(signals: Static<typeof Signals> | undefined): RiskSignals | undefined {
  const ipAddress = said(signals?.["dev.ucp.buyer_ip"]);
  const userAgent = said(signals?.["dev.ucp.user_agent"]);
  return ipAddress === undefined && userAgent === undefined ? undefined : { ipAddress, userAgent };
}

/** Reads who led the buyer here: the source that a link would name, or else the platform as such. */
export function decodeAttribution(
  attribution: Static<typeof Attribution> | undefined,
): AffiliateAttribution | undefined {
  if (!attribution || Object.keys(attribution).length === 0) return undefined;
  return { provider: said(attribution["utm_source"]) ?? "platform", details: attribution };
}

/** Shows who led the buyer to an order, in the names that its platform gave. Another protocol's claims are not told. */
export function encodeAttribution({
  protocol,
  affiliateFirst,
  affiliateLast = affiliateFirst,
}: Order): Static<typeof Attribution> | undefined {
  const details = protocol.name === "ucp" ? affiliateLast?.details : undefined;
  return Value.Check(Attribution, details) ? details : undefined;
}
