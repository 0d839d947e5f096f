import type { Command } from "commander";
import type { VariantEdit } from "../../catalog/editing/edit-product.ts";
import type { OverrideKey } from "../../catalog/editing/override.ts";
import type { VariantId } from "../../ids.ts";
import { WrongUsage } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";

interface PriceOptions extends JsonOption {
  readonly sale?: string;
  readonly from?: string;
  readonly until?: string;
  readonly giveBack?: true;
}

/** `checkstand catalog price`. */
export function addPrice(catalog: Command, terminal: Terminal): void {
  catalog
    .command("price")
    .description("change what a variant costs; imports keep it until it is given back")
    .argument("<variant>", "its id")
    .argument("[amount]", "the price, like 12.50")
    .option("--sale <amount>", "a lower price for a while; 'none' ends it")
    .option("--from <day>", "when it begins, like 2026-11-27; at once where it is not said")
    .option("--until <day>", "its last day; for good where it is not said")
    .option("--give-back", "let the source say price and sale again")
    .addOption(jsonOption())
    .action(async (name: string, amount: string | undefined, options: PriceOptions) => {
      if (amount === undefined && options.sale === undefined && !options.giveBack)
        throw new WrongUsage("Say what it costs, like `catalog price mug 12.50`, or --sale, or --give-back.");
      const { changeProduct, productNamedOrFail } = await import("./change-product.ts");
      const { editProduct, giveBack } = await import("../../catalog/editing/edit-product.ts");
      const { asId } = await import("../../ids.ts");
      const id = asId<VariantId>(name);
      await changeProduct(terminal, options, async ({ reads, settings: { shop } }, context, write) => {
        const found = await productNamedOrFail(reads.catalog, name);
        if (options.giveBack) {
          const keys = found.overrides.flatMap((each): OverrideKey[] =>
            each.of === "variant" && each.id === id && ["price", "sale"].includes(each.change.field)
              ? [{ of: "variant", id, field: each.change.field }]
              : [],
          );
          const given = keys.length > 0 ? keys : [{ of: "variant", id, field: "price" } as const];
          return write((stores) => giveBack(stores, found.product.id, given, context));
        }
        const changes = await readPrices(amount, options, shop);
        const edit = { product: [], variants: [{ id, changes }] };
        return write((stores) => editProduct(stores, found.product.id, edit, context));
      });
    });
}

/** @throws WrongUsage for what is no price or no day. */
async function readPrices(
  amount: string | undefined,
  { sale, from = "", until = "" }: PriceOptions,
  { currency, timezone }: Parameters<typeof import("../../catalog/editing/field-text.ts").readSale>[1],
): Promise<readonly VariantEdit[]> {
  const { readSale, variantChangeFromText } = await import("../../catalog/editing/field-text.ts");
  const changes: VariantEdit[] = [];
  if (amount !== undefined) {
    const price = variantChangeFromText("price", amount, { currency, timezone, media: [] });
    if (!price.ok) throw new WrongUsage(`The price ${price.reason}.`);
    changes.push(price.change);
  }
  if (sale !== undefined) {
    const read = readSale({ price: sale === "none" ? "" : sale, from, until }, { currency, timezone });
    if (!read.ok) throw new WrongUsage(`A part of the sale ${read.reason}.`);
    changes.push({ field: "sale", value: read.change });
  }
  return changes;
}
