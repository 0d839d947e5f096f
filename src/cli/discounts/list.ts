import type { Command } from "commander";
import { systemClock, toRfc3339 } from "../../clock.ts";
import type { Discount } from "../../discounts/discount.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { worthOf } from "./describe.ts";

/** `checkstand discounts list`. */
export function addListDiscounts(discounts: Command, terminal: Terminal): void {
  discounts
    .command("list")
    .description("list all discounts, the disabled ones too, newest first")
    .addOption(jsonOption())
    .action(async (options: JsonOption) => {
      const { withShop } = await import("../open-shop.ts");
      const { listed, currency } = await withShop(terminal, async ({ settings, reads }) => {
        const all = await reads.discounts.all();
        const listed = await Promise.all(
          all.map(async (discount) => ({
            ...discount,
            uses: (await reads.discounts.uses(discount.id, undefined)).total,
          })),
        );
        return { listed, currency: settings.shop.currency };
      });
      if (options.json) return terminal.out(JSON.stringify(listed));
      if (listed.length === 0)
        return terminal.note("There are no discounts yet. Make one: checkstand discounts create");
      terminal.out(
        renderTable(
          ["ID", "NAME", "CODE", "OFF", "USES", "STATE", "ENDS"],
          listed.map((discount) => [
            discount.id,
            discount.name,
            discount.code ?? "",
            worthOf(discount, currency),
            `${discount.uses}${discount.limits.total === undefined ? "" : ` of ${discount.limits.total}`}`,
            stateOf(discount),
            discount.endsAt === undefined ? "" : toRfc3339(discount.endsAt),
          ]),
        ),
      );
    });
}

function stateOf({ disabled, startsAt, endsAt }: Discount): string {
  const now = systemClock.now();
  if (disabled) return "disabled";
  if (endsAt !== undefined && endsAt <= now) return "over";
  return startsAt !== undefined && startsAt > now ? "to come" : "on";
}
