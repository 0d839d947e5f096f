import { type Command, Option } from "commander";
import { agentNames } from "../../agents/agent-names.ts";
import { wayOf, withWay } from "../../buyers/purchase-context.ts";
import { type Instant, toRfc3339 } from "../../clock.ts";
import { formatForPeople, ZERO } from "../../money.ts";
import type { Order, OrderStatus } from "../../orders/order.ts";
import { transitions } from "../../orders/status.ts";
import { WrongUsage } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { readMomentOption } from "../moment.ts";
import { renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { readWholeNumberOption } from "../whole-number.ts";

interface ListOptions extends JsonOption {
  readonly status?: OrderStatus;
  readonly agent?: string;
  readonly since?: Instant;
  readonly until?: Instant;
  readonly search?: string;
  readonly limit: number;
  readonly before?: number;
}

/** `checkstand orders list`. */
export function addListOrders(orders: Command, terminal: Terminal): void {
  orders
    .command("list")
    .description("list orders, newest first")
    .addOption(new Option("--status <status>", "only those that stand so").choices(Object.keys(transitions)))
    .option("--agent <name>", "only those of one agent")
    .option("--since <day>", "only those placed from this day or moment on", readMomentOption)
    .option("--until <day>", "only those placed before this day or moment", readMomentOption)
    .option("--search <text>", "words of it: number, name, e-mail address, item, SKU, tracking number, an id")
    .option("--limit <count>", "how many at most", readWholeNumberOption, 20)
    .option("--before <number>", "only those with a lower order number", readWholeNumberOption)
    .addOption(jsonOption())
    .action(async (options: ListOptions) => {
      const { withShop } = await import("../open-shop.ts");
      const { page, names } = await withShop(terminal, async ({ reads, orderList }) => {
        const agents = await reads.agents.all();
        const agent = agents.find(({ name }) => name === options.agent);
        if (options.agent !== undefined && !agent)
          throw new WrongUsage(`There is no agent "${options.agent}". See: checkstand keys list`);
        const filter = {
          statuses: options.status && [options.status],
          agentId: agent?.id,
          placedFrom: options.since,
          placedBefore: options.until,
          text: options.search,
        };
        const { before, limit } = options;
        const behind = before === undefined ? undefined : { number: before, total: ZERO };
        const found = await orderList.page({ filter, sort: "newest", behind, limit });
        const orders = await Promise.all(found.orders.map(({ number }) => reads.orders.byNumber(number)));
        const page = orders.filter((order) => order !== undefined);
        const names = await agentNames(
          reads,
          page.map(({ agentId }) => agentId),
        );
        return { page, names };
      });
      if (options.json) return terminal.out(JSON.stringify(page.map(withWay)));
      if (page.length === 0) return terminal.note("There are no such orders.");
      terminal.out(
        renderTable(
          ["NUMBER", "PLACED", "STATUS", "TOTAL", "ITEMS", "BUYER", "AGENT", "WAY"],
          page.map((order) => [
            String(order.number),
            toRfc3339(order.createdAt),
            order.status,
            totalOf(order),
            String(order.lineItems.reduce((sum, line) => sum + line.quantity.ordered, 0)),
            order.buyer?.email ?? "",
            names.get(order.agentId) ?? "",
            wayOf(order),
          ]),
        ),
      );
    });
}

function totalOf(order: Order): string {
  const total = order.totals.find((candidate) => candidate.type === "total");
  return formatForPeople(total?.amount ?? ZERO, order.currency);
}
