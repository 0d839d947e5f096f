import { expect, test } from "bun:test";
import type { TaxExemption } from "../../src/buyers/buyer.ts";
import { type ExemptionStanding, standingOf } from "../../src/buyers/tax-exemption.ts";
import { instant } from "../../src/clock.ts";

const now = instant(Date.parse("2026-06-01T12:00:00Z"));
const california = { country: "US", state: "CA" };
const ontario = { country: "CA", state: "ON" };

test.each<[string, Partial<TaxExemption>, { country: string; state: string }, string, ExemptionStanding]>([
  ["that names no region", {}, california, "US", "holds"],
  ["that names the state", { exemptRegions: ["NY", "CA"] }, california, "US", "holds"],
  ["that names the state in lower case", { exemptRegions: [" ca "] }, california, "US", "holds"],
  ["that names the state with its country", { exemptRegions: ["US-CA"] }, california, "US", "holds"],
  ["that names the shop's country", { exemptRegions: ["US"] }, california, "US", "holds"],
  ["that names a US territory", { exemptRegions: ["US-PR"] }, { country: "PR", state: "" }, "US", "holds"],
  [
    "that names the US, for a territory",
    { exemptRegions: ["US"] },
    { country: "PR", state: "" },
    "US",
    "holds",
  ],
  ["that names another state", { exemptRegions: ["NY"] }, california, "US", "another_region"],
  ["of California, for Canada", { exemptRegions: ["CA"] }, ontario, "US", "another_region"],
  ["of Canada, in a shop there", { exemptRegions: ["CA"] }, ontario, "CA", "holds"],
  [
    "of nowhere, for a place without states",
    { exemptRegions: [""] },
    { country: "HK", state: "" },
    "US",
    "another_region",
  ],
  ["that ends later", { expiresAt: "2026-06-01T12:00:01Z" }, california, "US", "holds"],
  ["that ends now", { expiresAt: "2026-06-01T12:00:00Z" }, california, "US", "expired"],
  ["whose end cannot be read", { expiresAt: "next year" }, california, "US", "expired"],
  [
    "that ended, elsewhere",
    { expiresAt: "2020-01-01T00:00:00Z", exemptRegions: ["NY"] },
    california,
    "US",
    "expired",
  ],
])("a certificate %s", (_, said, place, home, expected) => {
  const exemption: TaxExemption = { certificateId: "TX-1", certificateType: "resale", ...said };
  expect(standingOf(exemption, place, home, now)).toBe(expected);
});
