import type { Command } from "commander";
import type { StockEdit } from "../../catalog/editing/adjust-stock.ts";
import type { VariantId } from "../../ids.ts";
import { WrongUsage } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";

interface StockOptions extends JsonOption {
  readonly reason?: string;
  readonly here?: true;
  readonly giveBack?: true;
}

/** `checkstand catalog stock`. */
export function addStock(catalog: Command, terminal: Terminal): void {
  catalog
    .command("stock")
    .description("change how many there are of a variant: later counts of its source are adjusted alike")
    .argument("<variant>", "its id")
    .argument("[units]", "+5 or -3 for so many more or less, 20 for how many can be sold now")
    .option("--reason <words>", "why: kept with the change")
    .option("--here", "count it here from now on: the source's counts no longer count")
    .option("--give-back", "let the source's counts count again, without what was adjusted")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  checkstand catalog stock mug -2 --reason "broken"
  checkstand catalog stock mug 20 --reason "counted the shelf"
  checkstand catalog stock mug 20 --here --reason "sold here alone"
  checkstand catalog stock mug --give-back`,
    )
    .action(async (name: string, units: string | undefined, options: StockOptions) => {
      const edit = options.giveBack ? undefined : readStockEdit(units, options);
      const { changeProduct, productNamedOrFail } = await import("./change-product.ts");
      const { adjustStock } = await import("../../catalog/editing/adjust-stock.ts");
      const { giveBack } = await import("../../catalog/editing/edit-product.ts");
      const { asId } = await import("../../ids.ts");
      const id = asId<VariantId>(name);
      await changeProduct(terminal, options, async ({ reads }, context, write) => {
        const { product } = await productNamedOrFail(reads.catalog, name);
        const key = { of: "variant", id, field: "stock" } as const;
        return write((stores) =>
          edit === undefined
            ? giveBack(stores, product.id, [key], context)
            : adjustStock(stores, id, edit, context),
        );
      });
    });
}

/** @throws WrongUsage for what is no number of units, or without a reason. */
function readStockEdit(units: string | undefined, { reason = "", here }: StockOptions): StockEdit {
  const [, sign, digits = ""] = /^([+-]?)(\d{1,9})$/.exec(units ?? "") ?? [];
  if ((digits === "" && !(here && units === undefined)) || (here && sign))
    throw new WrongUsage("Say how many: +5 or -3 for so many more or less, 20 for how many can be sold now.");
  if (reason.trim() === "") throw new WrongUsage('Say why: --reason "counted the shelf".');
  if (here) return { kind: "count_here", units: digits === "" ? undefined : Number(digits), reason };
  return sign
    ? { kind: "by", units: Number(`${sign}${digits}`), reason }
    : { kind: "to", units: Number(digits), reason };
}
