import type { Command } from "commander";
import { merchantFieldOverride } from "../../catalog/editing/override.ts";
import { systemClock } from "../../clock.ts";
import { asId, type ProductId } from "../../ids.ts";
import { CommandFailed, WrongUsage } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";

export function addSet(catalog: Command, terminal: Terminal): void {
  catalog
    .command("set")
    .description(
      "say of a product what no export carries (return_window=30, age_group=adult, download_url=https://…); imports keep it",
    )
    .argument("<product>", "the product's id")
    .argument("[fields...]", "name=value for each field of the feed; name= takes one back; none shows them")
    .addOption(jsonOption())
    .action(async (name: string, words: readonly string[], { json }: JsonOption) => {
      const changes = await readChanges(words);
      const id = asId<ProductId>(name);
      const { withShop } = await import("../open-shop.ts");
      const { editProduct } = await import("../../catalog/editing/edit-product.ts");
      const fields = await withShop(terminal, async ({ reads, write, settings }) => {
        if (changes.size === 0) return (await reads.catalog.product(id))?.merchantFields;
        const product = [...changes].map(([field, value]) => merchantFieldOverride(field, value));
        const context = {
          actor: "command_line",
          now: systemClock.now(),
          currency: settings.shop.currency,
        } as const;
        const done = await write((stores) => editProduct(stores, id, { product, variants: [] }, context));
        return done.ok ? done.value.product.merchantFields : undefined;
      });
      if (!fields)
        throw new CommandFailed(
          `There is no product ${JSON.stringify(name)}. See: checkstand catalog export`,
        );
      if (json) return terminal.out(JSON.stringify({ id: name, fields }));
      const lines = Object.entries(fields).map(([field, value]) => `${field}=${value}`);
      if (lines.length > 0) return terminal.out(lines.join("\n"));
      terminal.note(`Nothing is set for ${name}.`);
    });
}

/**
 * Fields by the name feeds have for them today, and what is handed out for digital goods, which no feed tells.
 *
 * @throws WrongUsage for a name or a value that nothing here knows.
 */
async function readChanges(words: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { merchantFieldNames, readMerchantField } = await import("../../feed/merchant-field.ts");
  const changes = new Map<string, string>();
  for (const word of words) {
    const [, name = "", value = ""] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    const read = readMerchantField(name, value);
    if (read.ok) changes.set(read.name, read.value);
    else if (read.kind !== "unknown") throw new WrongUsage(read.reason);
    else {
      throw new WrongUsage(
        `${JSON.stringify(word)} is no field of the feed with its value, like return_window=30. ` +
          `The fields are ${merchantFieldNames.join(", ")}.`,
      );
    }
  }
  return changes;
}
