import type { Command } from "commander";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";

/** `checkstand catalog show`. */
export function addShowProduct(catalog: Command, terminal: Terminal): void {
  catalog
    .command("show")
    .description("show a product, and what was changed here beside what its source says")
    .argument("<product>", "its id, or the id of one of its variants")
    .addOption(jsonOption())
    .action(async (name: string, { json }: JsonOption) => {
      const { withShop } = await import("../open-shop.ts");
      const { describeProduct, productNamedOrFail, writeOwned } = await import("./change-product.ts");
      await withShop(terminal, async ({ reads, settings: { shop } }) => {
        const found = await productNamedOrFail(reads.catalog, name);
        const show = json ? writeOwned : describeProduct;
        terminal.out(show(found, shop.currency));
      });
    });
}
