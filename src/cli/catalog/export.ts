import type { Command } from "commander";
import type { Terminal } from "../terminal.ts";

const LINES_A_WRITE = 500;

export function addExportCatalog(catalog: Command, terminal: Terminal): void {
  catalog
    .command("export")
    .description(
      "write every product as one line of JSON, with whose each value is; `catalog import` reads it back unchanged",
    )
    .option("--json", "as JSON, one product a line: the only form there is")
    .action(async () => {
      const { withShop } = await import("../open-shop.ts");
      const { exportLines } = await import("../../catalog/editing/export-lines.ts");
      await withShop(terminal, async ({ reads, settings }) => {
        let lines: string[] = [];
        for await (const line of exportLines(reads.catalog, settings.shop.currency)) {
          lines.push(line);
          if (lines.length < LINES_A_WRITE) continue;
          terminal.out(lines.join("\n"));
          lines = [];
        }
        if (lines.length > 0) terminal.out(lines.join("\n"));
      });
    });
}
