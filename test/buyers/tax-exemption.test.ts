import { expect, test } from "bun:test";
import type { TaxExemption } from "../../src/buyers/buyer.ts";
import { type ExemptionStanding, standingOf } from "../../src/buyers/tax-exemption.ts";
import { instant } from "../../src/clock.ts";

const now = instant(Date.parse("2026-06-01T12:00:00Z"));
const california = { country: "US", state: "CA" };
const ontario = { country: "CA", state: "ON" };

test.each<[string, Partial<TaxExemption>, { country: string; state: string }, string, ExemptionStanding]>([
  ["that names no region", {}, california, "US", "holds"],
  ["that names the state", { exempt_regions: ["NY", "CA"] }, california, "US", "holds"],
  ["that names the state in lower case", { exempt_regions: [" ca "] }, california, "US", "holds"],
  ["that names the state with its country", { exempt_regions: ["US-CA"] }, california, "US", "holds"],
  ["that names the shop's country", { exempt_regions: ["US"] }, california, "US", "holds"],
  ["that names a US territory", { exempt_regions: ["US-PR"] }, { country: "PR", state: "" }, "US", "holds"],
  [
    "that names the US, for a territory",
    { exempt_regions: ["US"] },
    { country: "PR", state: "" },
    "US",
    "holds",
  ],
  ["that names another state", { exempt_regions: ["NY"] }, california, "US", "another_region"],
  ["of California, for Canada", { exempt_regions: ["CA"] }, ontario, "US", "another_region"],
  ["of Canada, in a shop there", { exempt_regions: ["CA"] }, ontario, "CA", "holds"],
  [
    "of nowhere, for a place without states",
    { exempt_regions: [""] },
    { country: "HK", state: "" },
    "US",
    "another_region",
  ],
  ["that ends later", { expires_at: "2026-06-01T12:00:01Z" }, california, "US", "holds"],
  ["that ends now", { expires_at: "2026-06-01T12:00:00Z" }, california, "US", "expired"],
  ["whose end cannot be read", { expires_at: "next year" }, california, "US", "expired"],
  [
    "that ended, elsewhere",
    { expires_at: "2020-01-01T00:00:00Z", exempt_regions: ["NY"] },
    california,
    "US",
    "expired",
  ],
])("a certificate %s", (_, said, place, home, expected) => {
  const exemption: TaxExemption = { certificate_id: "TX-1", certificate_type: "resale", ...said };
  expect(standingOf(exemption, place, home, now)).toBe(expected);
});
