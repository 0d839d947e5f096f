import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { stringify } from "csv-stringify/sync";
import { withWay } from "../../buyers/purchase-context.ts";
import { systemClock } from "../../clock.ts";
import { handOver } from "../../orders/export/hand-over.ts";
import { shopifyTable } from "../../orders/export/shopify.ts";
import { woocommerceTable } from "../../orders/export/woocommerce.ts";
import type { Order } from "../../orders/order.ts";
import type { OrderStore } from "../../orders/stores.ts";
import { pluralize } from "../../pluralize.ts";
import { CommandFailed } from "../failure.ts";
import type { Terminal } from "../terminal.ts";

interface ExportOptions {
  readonly format: "shopify" | "woocommerce" | "jsonl";
  readonly output?: string;
  readonly all?: true;
  readonly acknowledge: boolean;
}

/** How many orders are read, and handed over, at a time: a running server gets in between. */
const BATCH = 100;

/** `checkstand orders export`. */
export function addExportOrders(orders: Command, terminal: Terminal): void {
  orders
    .command("export")
    .description("write new orders in the columns of the merchant's own shop system, to be imported there")
    .addOption(
      new Option("--format <format>", "whose columns")
        .choices(["shopify", "woocommerce", "jsonl"])
        .default("shopify"),
    )
    .option("--output <file>", "where to; standard output unless said")
    .option("--all", "those exported before, too")
    .option(
      "--no-acknowledge",
      "only look: the orders stay new, and their units stay subtracted from stock that the source counts",
    )
    .addHelpText(
      "after",
      `
An exported order counts as told to your shop system: import it there before you import its stock here again, since a
stock counted from now on is taken to have the sold units subtracted. Canceled orders are left out.`,
    )
    .action(async (options: ExportOptions) => {
      const { withShop } = await import("../open-shop.ts");
      const count = await withShop(terminal, async ({ reads, write }) => {
        const found = await ordersToExport(reads.orders, options.all ?? false);
        const text = inFormat(options.format, found);
        if (options.output === undefined) terminal.out(text);
        else await writeExport(resolve(terminal.directory, options.output), `${text}\n`);
        if (options.acknowledge) {
          for (let start = 0; start < found.length; start += BATCH) {
            const told = found.slice(start, start + BATCH);
            await write((stores) => handOver(stores, told, "command_line", systemClock.now()));
          }
        }
        return found.length;
      });
      const orders = pluralize(count, "order");
      terminal.note(
        options.acknowledge && count > 0
          ? `${orders} exported. Import them before the stock is counted again.`
          : `${orders} exported.`,
      );
    });
}

async function ordersToExport(store: OrderStore, all: boolean): Promise<readonly Order[]> {
  const found: Order[] = [];
  for (let after = 0; ; ) {
    const page = await (all ? store.after(after, BATCH) : store.unexported(after, BATCH));
    found.push(...page.filter(({ status }) => status !== "canceled"));
    const last = page.at(-1);
    if (!last) return found;
    after = last.number;
  }
}

function inFormat(format: ExportOptions["format"], orders: readonly Order[]): string {
  if (format === "jsonl") return orders.map((order) => JSON.stringify(withWay(order))).join("\n");
  const { columns, rows } = format === "shopify" ? shopifyTable(orders) : woocommerceTable(orders);
  return stringify([...rows], { header: true, columns: [...columns] }).trimEnd();
}

/** Buyers' names and addresses are in it: a new file is for its owner's eyes alone. */
async function writeExport(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { mode: 0o600 });
  } catch (error) {
    throw new CommandFailed(
      `Cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
