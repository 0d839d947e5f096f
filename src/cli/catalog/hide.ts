import type { Command } from "commander";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";

/** `checkstand catalog hide`. */
export function addHide(catalog: Command, terminal: Terminal): void {
  catalog
    .command("hide")
    .description("show a product to nobody any more, whatever its source says")
    .argument("<product>", "its id")
    .option("--undo", "show it again")
    .addOption(jsonOption())
    .action(async (name: string, options: JsonOption & { readonly undo?: true }) => {
      const { changeProduct, productNamedOrFail } = await import("./change-product.ts");
      const { editProduct } = await import("../../catalog/editing/edit-product.ts");
      await changeProduct(terminal, options, async ({ reads }, context, write) => {
        const { product } = await productNamedOrFail(reads.catalog, name);
        const change = { field: "published", value: options.undo === true } as const;
        return write((stores) =>
          editProduct(stores, product.id, { product: [change], variants: [] }, context),
        );
      });
    });
}
