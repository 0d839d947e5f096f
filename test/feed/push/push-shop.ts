import { join } from "node:path";
import { instant } from "../../../src/clock.ts";
import type { FeedDestination } from "../../../src/feed/push/destination.ts";
import type { PushAlarm } from "../../../src/feed/push/push-records.ts";
import { createPushes, type PushDependencies } from "../../../src/feed/push/pushes.ts";
import type { FeedSettings } from "../../../src/feed/terms.ts";
import { createOutgoing } from "../../../src/outgoing/outgoing.ts";
import { testRules, testShop } from "../../checkout/shop.ts";
import { openFeedShop } from "../feed-shop.ts";

/** A shop that pushes its feed, with all that was alarming. */
export function openPushShop(...destinations: readonly FeedDestination[]) {
  const shop = openFeedShop();
  const alarms: PushAlarm[] = [];
  const quiet = () => {};
  const feed: FeedSettings = {
    generation: "openai-2026",
    language: "en",
    countries: ["US"],
    sellerUrl: "https://harbour.example/",
    offersCheckout: true,
    defaults: { return_policy: "https://harbour.example/returns", return_window: 30 },
    refreshMs: 900_000,
    destinations,
  };
  const pushes = (given: Partial<PushDependencies> = {}) => {
    const made = createPushes({
      shop: { ...testShop, productUrl: "https://harbour.example/products/{handle}" },
      settings: feed,
      shipping: testRules.shipping,
      takeSnapshot: shop.takeSnapshot,
      write: shop.write,
      reads: shop.reads,
      outgoing: createOutgoing({ development: true }),
      development: true,
      folder: join(shop.folder, "push"),
      version: "1",
      clock: shop.clock,
      log: { error: quiet, warn: quiet, info: quiet, debug: quiet },
      alarm: (alarm) => alarms.push(alarm),
      ...given,
    });
    return {
      ...made,
      /** When the first destination is due. */
      due: async () => instant(Math.min(...(await Promise.all(made.destinations.map(made.dueOf))))),
      /** Pushes to every destination that is due. */
      async run() {
        for (const destination of made.destinations) {
          if ((await made.dueOf(destination)) <= shop.clock.now()) await made.push(destination);
        }
      },
    };
  };
  return { ...shop, ...pushes(), feed, alarms, pushes, [Symbol.asyncDispose]: shop[Symbol.asyncDispose] };
}
