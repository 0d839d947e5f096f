import type { Command } from "commander";
import { systemClock } from "../../clock.ts";
import { pluralize } from "../../pluralize.ts";
import { CommandFailed } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { openProgressBar } from "../progress-bar.ts";
import type { Terminal } from "../terminal.ts";
import { describeFeedReport } from "./describe-report.ts";
import { type GenerationOption, generationOption } from "./generation-option.ts";

/** `checkstand feed check`. */
export function addCheck(feed: Command, terminal: Terminal): void {
  feed
    .command("check")
    .description(
      "say what is wrong with the feed and what would help products be found; fails when rows are refused",
    )
    .addOption(generationOption())
    .addOption(jsonOption())
    .action(async ({ generation, json }: GenerationOption & JsonOption) => {
      const { withShop } = await import("../open-shop.ts");
      const { checkFeed } = await import("../../feed/check-feed.ts");
      const { feedTerms } = await import("../../feed/terms.ts");
      const report = await withShop(terminal, async ({ settings, takeSnapshot }) => {
        const { shop, feed, pricing } = settings;
        await using snapshot = await takeSnapshot();
        using bar = openProgressBar("Checking", await snapshot.countVariants(), "variants");
        const terms = feedTerms(shop, feed, pricing.shipping, feed, systemClock.now());
        return await checkFeed(snapshot, terms, generation ?? feed.generation, {
          progress: (variants) => bar.show(variants),
        });
      });
      terminal.out(json ? JSON.stringify(report) : describeFeedReport(report));
      if (report.refused > 0) {
        const rows = pluralize(report.refused, "row is", "rows are");
        throw new CommandFailed(`${rows} not in the feed. Mend what is listed under errors.`);
      }
    });
}
