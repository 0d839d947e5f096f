import type { Command } from "commander";
import type { AuditEntry } from "../../audit/audit.ts";
import { withWay } from "../../buyers/purchase-context.ts";
import { toRfc3339 } from "../../clock.ts";
import { formatForPeople } from "../../money.ts";
import type { Order } from "../../orders/order.ts";
import { taxPartsOf } from "../../pricing/tax-parts.ts";
import { contextFacts } from "../context-facts.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { facts, renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { findOrderOrFail } from "./find-order.ts";

/** `checkstand orders show`. */
export function addShowOrder(orders: Command, terminal: Terminal): void {
  orders
    .command("show")
    .description("show one order in full")
    .argument("<order>", "its number, or its id")
    .addOption(jsonOption())
    .action(async (which: string, { json }: JsonOption) => {
      const [{ withShop }, { deliveriesInWords }] = await Promise.all([
        import("../open-shop.ts"),
        import("./change-order.ts"),
      ]);
      const { order, done } = await withShop(terminal, async ({ reads }) => {
        const order = await findOrderOrFail(reads.orders, which);
        return { order, done: await reads.audit.of(order.id) };
      });
      terminal.out(json ? JSON.stringify(withWay(order)) : inWords(order, deliveriesInWords(order), done));
    });
}

function inWords(order: Order, deliveries: string, done: readonly AuditEntry[]): string {
  const address = order.fulfillmentDetails?.address;
  const parts = [
    facts([
      ["Order", `${order.number} (${order.id})`],
      ["Placed", toRfc3339(order.createdAt)],
      ["Status", order.status],
      ["Buyer", order.buyer?.email],
      [
        "Ship to",
        address &&
          [address.name, address.lineOne, address.city, address.state, address.postalCode, address.country]
            .filter((part) => part !== "")
            .join(", "),
      ],
      ["By", order.delivery?.title],
      ["Notes", order.orderNotes],
      ...contextFacts(order),
    ]),
    renderTable(
      ["ITEM", "ORDERED", "CURRENT", "FULFILLED", "EACH", "TOTAL"],
      order.lineItems.map((line) => [
        `${line.title} (${line.variantId})`,
        String(line.quantity.ordered),
        String(line.quantity.current),
        String(line.quantity.fulfilled),
        formatForPeople(line.unitPrice, order.currency),
        formatForPeople(line.amounts.total, order.currency),
      ]),
    ),
    deliveries,
    adjustmentsInWords(order),
    facts(
      order.totals.flatMap((total) =>
        [{ words: total.displayText, amount: total.amount }, ...taxPartsOf(total)].map(
          ({ words, amount }): [string, string] => [words, formatForPeople(amount, order.currency)],
        ),
      ),
    ),
    done.length === 0
      ? ""
      : renderTable(
          ["DONE", "BY", "WHAT"],
          done.map(({ at, actor, action }) => [toRfc3339(at), actor, action]),
        ),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function adjustmentsInWords({ adjustments, currency }: Order): string {
  if (adjustments.length === 0) return "";
  return renderTable(
    ["CHANGE", "STATUS", "WHEN", "AMOUNT", "WHY"],
    adjustments.map(({ type, status, occurredAt, amount, description, reason }) => [
      type,
      status,
      toRfc3339(occurredAt),
      amount === undefined ? "" : formatForPeople(amount, currency),
      description ?? reason ?? "",
    ]),
  );
}
