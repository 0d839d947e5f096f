import { type Static, Type } from "@sinclair/typebox";
import type { AffiliateAttribution } from "../../../buyers/purchase-context.ts";
import { DateTime, emptyableText, enumeration, FlatFacts, open, text, Url } from "./fields.ts";
import { refuse } from "./request-shape.ts";

/** Who led the buyer here. Its structure is checked, its claims are not (RFC affiliate attribution section 6). */
export const AffiliateAttributionRequest = open({
  provider: text(256),
  token: Type.Optional(emptyableText(4096)),
  publisher_id: Type.Optional(emptyableText(256)),
  campaign_id: Type.Optional(emptyableText(256)),
  creative_id: Type.Optional(emptyableText(256)),
  sub_id: Type.Optional(emptyableText(256)),
  source: Type.Optional(open({ type: enumeration(["url", "platform", "unknown"]), url: Type.Optional(Url) })),
  issued_at: Type.Optional(DateTime),
  expires_at: Type.Optional(DateTime),
  metadata: Type.Optional(FlatFacts),
  touchpoint: Type.Optional(enumeration(["first", "last"])),
});

/**
 * Reads an attribution. Refused as `missing` without a token or a publisher (RFC affiliate attribution section 4.2.3).
 */
export function decodeAffiliateAttribution(
  attribution: Static<typeof AffiliateAttributionRequest>,
): AffiliateAttribution {
  const { provider, touchpoint, ...details } = attribution;
  if (details.token === undefined && details.publisher_id === undefined) {
    refuse("missing", "$.affiliate_attribution.publisher_id", "either a token or a publisher_id is required");
  }
  return { provider, touchpoint, details };
}
