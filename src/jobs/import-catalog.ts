import type { CatalogSource, SourceRecord, SourceStore, SourceTools } from "../catalog/source.ts";
import type { Log } from "../log.ts";
import type { Write } from "../storage.ts";
import type { RecurringJob } from "./job.ts";

/** Looks at the shop's catalogue source again and again, and imports what is new there. */
export function importFromSource(
  source: CatalogSource,
  tools: Omit<SourceTools, "remember" | "signal">,
  write: Write<{ readonly catalogSources: SourceStore }>,
  log: Log,
): RecurringJob {
  const remember = (record: SourceRecord) => write(({ catalogSources }) => catalogSources.put(record));
  return {
    name: "import-catalog",
    interval: source.interval,
    jitter: source.interval / 10,
    async run({ signal }) {
      // Not before: a shop without a source never needs what reads catalogues.
      const { lookAtSource } = await import("../catalog/source.ts");
      try {
        const outcome = await lookAtSource(source, { ...tools, remember, signal });
        switch (outcome.kind) {
          case "unchanged":
            return;
          case "imported":
            return log.info("the catalogue was imported", {
              count: outcome.report.products.added + outcome.report.products.changed,
            });
          case "refused":
            return log.warn("the catalogue was refused: see `checkstand catalog source`", {
              count: outcome.refusals.length,
            });
          case "unreadable":
            return log.warn("the catalogue's source cannot be read: see `checkstand catalog source`");
        }
      } catch (error) {
        // Stopped in the middle: the next start looks again.
        if (!signal.aborted) throw error;
      }
    },
  };
}
