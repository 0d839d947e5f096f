import type { Command } from "commander";
import { systemClock } from "../../clock.ts";
import { disableDiscount, discountIdOf } from "../../discounts/administration.ts";
import { CommandFailed } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";

/** `checkstand discounts disable`. */
export function addDisable(discounts: Command, terminal: Terminal): void {
  discounts
    .command("disable")
    .description("end a discount for good; orders that have it keep it")
    .argument("<discount>", "its code, or its id")
    .addOption(jsonOption())
    .action(async (which: string, options: JsonOption) => {
      const { withShop } = await import("../open-shop.ts");
      const { id, done } = await withShop(terminal, ({ write }) =>
        write(async (stores) => {
          const id = await discountIdOf(stores.discounts, which);
          return { id, done: await disableDiscount(stores, id, "command_line", systemClock.now()) };
        }),
      );
      if (done === "unknown")
        throw new CommandFailed(`There is no discount ${which}. See: checkstand discounts list`);
      terminal.out(options.json ? JSON.stringify({ id, done }) : `${which} takes nothing off any more.`);
    });
}
