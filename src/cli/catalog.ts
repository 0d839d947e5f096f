import type { Command } from "commander";
import { addExportCatalog } from "./catalog/export.ts";
import { addImport } from "./catalog/import.ts";
import { addSet } from "./catalog/set.ts";
import { addSource } from "./catalog/source.ts";
import type { Terminal } from "./terminal.ts";

export function addCatalogCommand(program: Command, terminal: Terminal): void {
  const catalog = program
    .command("catalog")
    .description("what is for sale: bring it in from where you keep it, or take it out")
    .addHelpText(
      "after",
      `
Examples:
  checkstand catalog import products_export.csv --dry-run
  checkstand catalog import products_export.csv --sync
  checkstand catalog import https://shop.example/feed.xml
  checkstand catalog set linen-shirt return_window=30 age_group=adult
  checkstand catalog export > catalog.jsonl`,
    );
  addImport(catalog, terminal);
  addExportCatalog(catalog, terminal);
  addSource(catalog, terminal);
  addSet(catalog, terminal);
}
