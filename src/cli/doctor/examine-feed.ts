import type { Instant } from "../../clock.ts";
import { advice, type Finding, good } from "../../doctor/finding.ts";
import { checkFeed } from "../../feed/check-feed.ts";
import { nothingToHandOver } from "../../feed/rules.ts";
import type { TakeSnapshot } from "../../feed/stores.ts";
import { feedTerms } from "../../feed/terms.ts";
import { pluralize } from "../../pluralize.ts";
import type { Settings } from "../../settings.ts";

/**
 * Whether assistants can find what is sold: a feed that refuses every row looks like a shop without products. Advice at
 * the worst, since whoever knows an item can buy it. The database must be whole and up to date.
 */
export async function examineFeed(
  settings: Settings,
  takeSnapshot: TakeSnapshot,
  now: Instant,
): Promise<readonly Finding[]> {
  const { shop, feed, pricing } = settings;
  await using snapshot = await takeSnapshot();
  const terms = feedTerms(shop, feed, pricing.shipping, feed, now);
  const { rows, refused, leftOut, findings } = await checkFeed(snapshot, terms, feed.generation);
  const lacking = findings.find(({ rule }) => rule === nothingToHandOver);
  const goods =
    lacking &&
    advice("digital goods", `${pluralize(lacking.count, "variant")}: ${lacking.message}. ${lacking.fix}`);
  return [examineRows(rows, refused, leftOut), ...(goods ? [goods] : [])];
}

function examineRows(rows: number, refused: number, leftOut: number): Finding {
  const inFeed = rows - refused - leftOut;
  const listed = `${pluralize(inFeed, "row")} of ${rows}`;
  if (refused === 0 && inFeed > 0) return good("feed", listed);
  const few = inFeed === 0 ? "Nothing is in it: no assistant finds what you sell." : `Only ${listed}.`;
  return advice("feed", `${few} See what to do: checkstand feed check`);
}
