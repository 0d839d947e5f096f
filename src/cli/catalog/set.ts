import type { Command } from "commander";
import { systemClock } from "../../clock.ts";
import type { FieldName } from "../../feed/fields.ts";
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
      const fields = await withShop(terminal, async ({ reads, write }) => {
        if (changes.size === 0) return (await reads.catalog.product(id))?.merchantFields;
        return await write(async ({ catalog: store }) => {
          const product = await store.product(id);
          if (!product) return undefined;
          const kept = Object.entries(product.merchantFields ?? {}).filter(([field]) => !changes.has(field));
          const said = [...changes].filter(([, value]) => value !== "");
          const all = Object.fromEntries([...kept, ...said]);
          await store.setMerchantFields(id, all, systemClock.now());
          return all;
        });
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

const editCatalogue = "change it in your shop's catalogue and import that again.";

/** What checkout reads of the catalogue itself. Feed and checkout read one value: these are not set here. */
const ofCatalogue: Readonly<Partial<Record<FieldName, string>>> = {
  title: editCatalogue,
  inventory_quantity: editCatalogue,
  weight: editCatalogue,
  dimensions: editCatalogue,
  is_digital: editCatalogue,
  shipping: "change [shipping] in shop.toml.",
  geo_price:
    "prices are the same everywhere; change the price in your shop's catalogue and import that again.",
  geo_availability: "say where you sell: countries in [limits] of shop.toml.",
};

/**
 * Fields by the name feeds have for them today, and what is handed out for digital goods, which no feed tells.
 *
 * @throws WrongUsage for a name or a value that nothing here knows.
 */
async function readChanges(words: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { allowedIn, fieldNames, fieldOf, readSaid } = await import("../../feed/fields.ts");
  const { digitalGoodsFields, digitalGoodsOf } = await import("../../catalog/digital-goods.ts");
  const handedOut: readonly string[] = Object.values(digitalGoodsFields);
  const changes = new Map<string, string>();
  for (const word of words) {
    const [, name = "", value = ""] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    if (handedOut.includes(name)) {
      if (value.trim() !== "" && !digitalGoodsOf({ merchantFields: { [name]: value.trim() } }))
        throw new WrongUsage(`${name} must be an address such as https://files.example/guide.pdf.`);
      changes.set(name, value.trim());
      continue;
    }
    const field = fieldOf(name);
    if (field === undefined) {
      throw new WrongUsage(
        `${JSON.stringify(word)} is no field of the feed with its value, like return_window=30. ` +
          `The fields are ${[...fieldNames, ...handedOut].toSorted().join(", ")}.`,
      );
    }
    const elsewhere = ofCatalogue[field];
    if (elsewhere !== undefined && value.trim() !== "") {
      throw new WrongUsage(
        `${field} is what checkout sells by, and cannot be set for the feed alone: ${elsewhere}`,
      );
    }
    if (readSaid({ [field]: value }).unreadable.length > 0) {
      throw new WrongUsage(`${field} must be ${allowedIn(field)}, not ${JSON.stringify(value)}.`);
    }
    changes.set(field, value.trim());
  }
  return changes;
}
