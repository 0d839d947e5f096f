import type { Command } from "commander";
import { writeNative } from "../../catalog/native.ts";
import type { ProductId } from "../../ids.ts";
import type { Terminal } from "../terminal.ts";

/** How many products are read at a time. */
const PAGE = 500;

export function addExportCatalog(catalog: Command, terminal: Terminal): void {
  catalog
    .command("export")
    .description("write every product as one line of JSON, which `catalog import` reads back unchanged")
    .option("--json", "as JSON, one product a line: the only form there is")
    .action(async () => {
      const { withShop } = await import("../open-shop.ts");
      await withShop(terminal, async ({ reads, settings }) => {
        let after: ProductId | undefined;
        do {
          const page = await reads.catalog.page(after, PAGE);
          if (page.length > 0) {
            terminal.out(page.map((product) => writeNative(product, settings.shop.currency)).join("\n"));
          }
          after = page.at(-1)?.id;
        } while (after !== undefined);
      });
    });
}
