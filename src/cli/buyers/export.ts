import type { Command } from "commander";
import { explainErasureRefusal, exportBuyer } from "../../orders/erase-buyer.ts";
import { CommandFailed } from "../failure.ts";
import { jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";

/** `checkstand buyers export`. */
export function addExportBuyer(buyers: Command, terminal: Terminal): void {
  buyers
    .command("export")
    .description("write everything that is kept of a buyer, as JSON")
    .argument("<email>", "the buyer's e-mail address")
    .addOption(jsonOption())
    .action(async (email: string) => {
      const { withShop } = await import("../open-shop.ts");
      const found = await withShop(terminal, ({ reads }) => exportBuyer(reads, email));
      if (!found) throw new CommandFailed(explainErasureRefusal({ kind: "unknown" }));
      terminal.out(JSON.stringify(found));
    });
}
