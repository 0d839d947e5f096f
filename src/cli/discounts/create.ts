import { type Command, InvalidArgumentError } from "commander";
import type { ProductStore } from "../../catalog/stores.ts";
import { type Instant, systemClock } from "../../clock.ts";
import { createDiscount, type DiscountWish, explainDiscountRefusal } from "../../discounts/administration.ts";
import { asId, type ProductId } from "../../ids.ts";
import { type Currency, type Minor, parseMajor, parsePercent } from "../../money.ts";
import type { DiscountValue } from "../../pricing/discount.ts";
import { CommandFailed, WrongUsage } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { readMomentOption } from "../moment.ts";
import type { Terminal } from "../terminal.ts";
import { readWholeNumberOption } from "../whole-number.ts";
import { describeDiscount } from "./describe.ts";

interface CreateOptions extends JsonOption {
  readonly percent?: string;
  readonly amount?: string;
  readonly freeShipping?: true;
  readonly code?: string;
  readonly product?: readonly string[];
  readonly category?: readonly string[];
  readonly minimum?: string;
  readonly starts?: Instant;
  readonly ends?: Instant;
  readonly uses?: number;
  readonly perBuyer?: number;
  readonly stackable?: true;
  readonly priority: number;
}

/** `checkstand discounts create`. */
export function addCreateDiscount(discounts: Command, terminal: Terminal): void {
  discounts
    .command("create")
    .description("make a discount; without a code every cart that qualifies gets it")
    .argument("<name>", 'what buyers read, such as "Summer sale"')
    .option("--percent <percentage>", "so much off, such as 20 or 12.5")
    .option("--amount <amount>", "so much off, such as 10.00")
    .option("--free-shipping", "no charge for delivery")
    .option("--code <code>", "what buyers type, in any letter case")
    .option("--product <id...>", "only for these products")
    .option(
      "--category <path...>",
      'only for products of these categories and those within, such as "Clothing"',
    )
    .option("--minimum <amount>", "only when the goods it is for cost at least this together")
    .option("--starts <day>", "from this day or moment on", readMomentOption)
    .option("--ends <day>", "until this day or moment, which is no longer in it", readMomentOption)
    .option("--uses <count>", "how often altogether", readWholeNumberOption)
    .option("--per-buyer <count>", "how often for one buyer", readWholeNumberOption)
    .option("--stackable", "may be combined with others that may")
    .option("--priority <number>", "the order in which discounts are taken off, lowest first", priority, 10)
    .addOption(jsonOption())
    .action(async (name: string, options: CreateOptions) => {
      const { withShop } = await import("../open-shop.ts");
      const { made, currency, unknown } = await withShop(terminal, async ({ settings, reads, write }) => {
        const { currency } = settings.shop;
        const wish = wishOf(name, options, currency);
        return {
          currency,
          made: await write((stores) => createDiscount(stores, wish, "command_line", systemClock.now())),
          unknown: await unknownAmong(options.product ?? [], reads.catalog),
        };
      });
      if (!made.ok) {
        const words = explainDiscountRefusal(made.refusal);
        // Only whether the code is free depends on the shop; whatever else is refused was wrong from the start.
        throw made.refusal.kind === "code_taken" ? new CommandFailed(words) : new WrongUsage(words);
      }
      terminal.out(options.json ? JSON.stringify(made.discount) : describeDiscount(made.discount, currency));
      if (unknown.length > 0)
        terminal.note(`The catalogue has no product ${unknown.join(", ")}. See: checkstand catalog export`);
    });
}

/** A discount may come before its products; most often, though, an id that nobody knows is a slip. */
async function unknownAmong(
  ids: readonly string[],
  catalog: Pick<ProductStore, "product">,
): Promise<readonly string[]> {
  const found = await Promise.all(ids.map((id) => catalog.product(asId<ProductId>(id))));
  return ids.filter((_, index) => found[index] === undefined);
}

function wishOf(name: string, options: CreateOptions, currency: Currency): DiscountWish {
  const { product, category, uses, perBuyer } = options;
  return {
    name,
    code: options.code,
    value: valueFrom(options, currency),
    scope:
      product || category
        ? { products: product?.map((id) => asId<ProductId>(id)), categories: category }
        : undefined,
    minimumSubtotal:
      options.minimum === undefined ? undefined : amountOf("--minimum", options.minimum, currency),
    startsAt: options.starts,
    endsAt: options.ends,
    limits: { total: uses, perBuyer },
    stackable: options.stackable ?? false,
    priority: options.priority,
  };
}

function valueFrom({ percent, amount, freeShipping }: CreateOptions, currency: Currency): DiscountValue {
  const given = [percent, amount, freeShipping].filter((each) => each !== undefined);
  if (given.length !== 1) throw new WrongUsage("Take one of --percent, --amount and --free-shipping.");
  if (amount !== undefined) return { kind: "fixed", amount: amountOf("--amount", amount, currency) };
  if (percent === undefined) return { kind: "free_shipping" };
  const rate = parsePercent(percent);
  if (rate === undefined) throw new WrongUsage("--percent must be a number such as 20 or 12.5.");
  return { kind: "percent", rate };
}

function amountOf(option: string, text: string, currency: Currency): Minor {
  const amount = parseMajor(text, currency);
  if (amount !== undefined) return amount;
  throw new WrongUsage(`${option} must be an amount such as 12.50, in ${currency.toUpperCase()}.`);
}

function priority(text: string): number {
  if (/^\d{1,6}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError("It must be a whole number from 1 on.");
}
