import type { Command } from "commander";
import { toRfc3339 } from "../clock.ts";
import { asId, type OrderId } from "../ids.ts";
import { formatForPeople, ZERO } from "../money.ts";
import type { Order } from "../orders/order.ts";
import { contextFacts } from "./context-facts.ts";
import { CommandFailed } from "./failure.ts";
import { type JsonOption, jsonOption } from "./json-option.ts";
import { facts, table } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { wholeNumber } from "./whole-number.ts";

/** `checkstand orders`. */
export function addOrdersCommand(program: Command, terminal: Terminal): void {
  const orders = program
    .command("orders")
    .description("what was sold")
    .addHelpText(
      "after",
      `
Examples:
  checkstand orders list
  checkstand orders list --before 1001 --limit 20 --json
  checkstand orders show 1001`,
    );
  addList(orders, terminal);
  addShow(orders, terminal);
}

interface ListOptions extends JsonOption {
  readonly limit: number;
  readonly before?: number;
}

function addList(orders: Command, terminal: Terminal): void {
  orders
    .command("list")
    .description("list orders, newest first")
    .option("--limit <count>", "how many at most", wholeNumber, 20)
    .option("--before <number>", "only those with a lower order number", wholeNumber)
    .addOption(jsonOption())
    .action(async ({ json, limit, before }: ListOptions) => {
      const { withShop } = await import("./open-shop.ts");
      const { page, agents } = await withShop(terminal, async ({ reads }) => ({
        page: await reads.orders.page(before, limit),
        agents: await reads.agents.all(),
      }));
      if (json) return terminal.out(JSON.stringify(page));
      if (page.length === 0) return terminal.note("There are no orders.");
      const nameOf = (order: Order) => agents.find((agent) => agent.id === order.agentId)?.name ?? "";
      terminal.out(
        table(
          ["NUMBER", "PLACED", "STATUS", "TOTAL", "ITEMS", "BUYER", "AGENT"],
          page.map((order) => [
            String(order.number),
            toRfc3339(order.createdAt),
            order.status,
            totalOf(order),
            String(order.lineItems.reduce((sum, line) => sum + line.quantity.ordered, 0)),
            order.buyer?.email ?? "",
            nameOf(order),
          ]),
        ),
      );
    });
}

function addShow(orders: Command, terminal: Terminal): void {
  orders
    .command("show")
    .description("show one order in full")
    .argument("<order>", "its number, or its id")
    .addOption(jsonOption())
    .action(async (which: string, { json }: JsonOption) => {
      const { withShop } = await import("./open-shop.ts");
      const order = await withShop(terminal, ({ reads }) =>
        /^\d+$/.test(which) ? reads.orders.byNumber(Number(which)) : reads.orders.find(asId<OrderId>(which)),
      );
      if (!order) throw new CommandFailed(`There is no order ${which}. See: checkstand orders list`);
      terminal.out(json ? JSON.stringify(order) : inWords(order));
    });
}

function inWords(order: Order): string {
  const address = order.fulfillmentDetails?.address;
  return [
    facts([
      ["Order", `${order.number} (${order.id})`],
      ["Placed", toRfc3339(order.createdAt)],
      ["Status", order.status],
      ["Buyer", order.buyer?.email],
      [
        "Ship to",
        address &&
          [address.name, address.line_one, address.city, address.state, address.postal_code, address.country]
            .filter((part) => part !== "")
            .join(", "),
      ],
      ["Notes", order.orderNotes],
      ...contextFacts(order),
    ]),
    table(
      ["ITEM", "ORDERED", "LEFT", "FULFILLED", "EACH", "TOTAL"],
      order.lineItems.map((line) => [
        `${line.title} (${line.variantId})`,
        String(line.quantity.ordered),
        String(line.quantity.current),
        String(line.quantity.fulfilled),
        formatForPeople(line.unitPrice, order.currency),
        formatForPeople(line.amounts.total, order.currency),
      ]),
    ),
    facts(order.totals.map((total) => [total.displayText, formatForPeople(total.amount, order.currency)])),
  ].join("\n\n");
}

function totalOf(order: Order): string {
  const total = order.totals.find((candidate) => candidate.type === "total");
  return formatForPeople(total?.amount ?? ZERO, order.currency);
}
