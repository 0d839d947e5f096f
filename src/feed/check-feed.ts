import { type BuildOptions, buildFeed } from "./build/build-feed.ts";
import type { FeedReport } from "./report.ts";
import type { FeedTerms, Generation } from "./row.ts";
import type { FeedSnapshot } from "./stores.ts";

/** Judges every row of the catalogue by the rules of a generation, and writes nothing. */
export async function checkFeed(
  snapshot: FeedSnapshot,
  terms: FeedTerms,
  generation: Generation,
  options: BuildOptions = {},
): Promise<FeedReport> {
  const { report } = await buildFeed(snapshot, terms, generation, [], options);
  return report;
}
