import type { LiveRates } from "../carriers/live-rates.ts";
import type { Outgoing } from "../outgoing/outgoing.ts";
import type { ServerContext } from "./server-context.ts";

/** Carriers' own rates, where shop.toml wants them. */
export async function openLiveRates(
  { settings, clock, log, opened }: ServerContext,
  outgoing: Outgoing,
): Promise<LiveRates | undefined> {
  const { liveRates, shop } = settings;
  if (!liveRates) return undefined;
  const { createLiveRates } = await import("../carriers/live-rates.ts");
  const { country, state, city, postalCode } = shop.origin;
  const rates = createLiveRates(liveRates, {
    outgoing,
    clock,
    origin: { country, state, city, postalCode },
    currency: shop.currency,
    failed: ({ kind, status }) => log.warn("carriers' rates could not be had", { kind, status }),
  });
  opened.defer(() => rates.close());
  return rates;
}
