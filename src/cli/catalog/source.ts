import type { Command } from "commander";
import type { SourceOutcome } from "../../catalog/source.ts";
import { toRfc3339 } from "../../clock.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { facts } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { describeImportReport, listRefusals } from "./describe-report.ts";

export function addSource(catalog: Command, terminal: Terminal): void {
  catalog
    .command("source")
    .description("say where the catalogue comes from by itself ([catalog] of shop.toml), and what came last")
    .addOption(jsonOption())
    .action(async ({ json }: JsonOption) => {
      const { withShop } = await import("../open-shop.ts");
      await withShop(terminal, async ({ reads, settings: { catalog: source } }) => {
        if (!source) return terminal.note("shop.toml names no source: set source in [catalog].");
        const record = await reads.catalogSources.find(source.location);
        if (json) return terminal.out(JSON.stringify({ source, record: record ?? null }));
        terminal.out(
          facts([
            ["source", source.location],
            ["looked at", record ? toRfc3339(record.checkedAt) : "never: the server does, while it runs"],
            ["imported", record?.importedAt === undefined ? undefined : toRfc3339(record.importedAt)],
          ]),
        );
        if (record) terminal.out(describeOutcome(record.outcome));
      });
    });
}

function describeOutcome(outcome: SourceOutcome): string {
  switch (outcome.kind) {
    case "unchanged":
      return "Nothing new was found.";
    case "imported":
      return describeImportReport(outcome.report);
    case "refused":
      return [outcome.reason, ...listRefusals(outcome.refusals)].join("\n");
    case "unreadable":
      return outcome.reason;
  }
}
