import type { Command } from "commander";
import type { ProductStore } from "../../catalog/stores.ts";
import { systemClock } from "../../clock.ts";
import { createDiscount, explainDiscountRefusal } from "../../discounts/administration.ts";
import type { ProductId } from "../../ids.ts";
import { isMistake } from "../../operations/merchant-request.ts";
import { newDiscount } from "../../operations/new-discount.ts";
import { CommandFailed, WrongUsage } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { addRequest } from "../request-fields.ts";
import type { Terminal } from "../terminal.ts";
import { describeDiscount } from "./describe.ts";

/** `checkstand discounts create`. */
export function addCreateDiscount(discounts: Command, terminal: Terminal): void {
  const { command, read } = addRequest(discounts, newDiscount);
  command.addOption(jsonOption()).action(async () => {
    const { json }: JsonOption = command.opts();
    const { withShop } = await import("../open-shop.ts");
    const { made, currency, unknown } = await withShop(terminal, async ({ settings, reads, write }) => {
      const { currency } = settings.shop;
      const wish = newDiscount.read(read({ currency }));
      if (isMistake(wish)) throw new WrongUsage(wish.words);
      return {
        currency,
        made: await write((stores) => createDiscount(stores, wish, "command_line", systemClock.now())),
        unknown: await unknownAmong(wish.scope?.products ?? [], reads.catalog),
      };
    });
    if (!made.ok) {
      const words = explainDiscountRefusal(made.refusal);
      // Only whether the code is free depends on the shop; whatever else is refused was wrong from the start.
      throw made.refusal.kind === "code_taken" ? new CommandFailed(words) : new WrongUsage(words);
    }
    terminal.out(json ? JSON.stringify(made.discount) : describeDiscount(made.discount, currency));
    if (unknown.length > 0)
      terminal.note(`The catalogue has no product ${unknown.join(", ")}. See: checkstand catalog export`);
  });
}

/** A discount may come before its products; most often, though, an id that nobody knows is a slip. */
async function unknownAmong(
  ids: readonly ProductId[],
  catalog: Pick<ProductStore, "product">,
): Promise<readonly string[]> {
  const found = await Promise.all(ids.map((id) => catalog.product(id)));
  return ids.filter((_, index) => found[index] === undefined);
}
