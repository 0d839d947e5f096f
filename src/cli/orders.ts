import type { Command } from "commander";
import { orderGoodsRequests } from "../operations/order-goods-requests.ts";
import { orderMoneyRequests } from "../operations/order-money-requests.ts";
import { addExportOrders } from "./orders/export.ts";
import { addListOrders } from "./orders/list.ts";
import { addOrderRequest } from "./orders/request.ts";
import { addShowOrder } from "./orders/show.ts";
import type { Terminal } from "./terminal.ts";

/** `checkstand orders`. */
export function addOrdersCommand(program: Command, terminal: Terminal): void {
  const orders = program
    .command("orders")
    .description("what was sold, and what becomes of it")
    .addHelpText(
      "after",
      `
An order is named by its number or its id; its items by variant id, as "orders show" lists them.

Examples:
  checkstand orders list --status confirmed
  checkstand orders list --search ada@example.com --json
  checkstand orders show 1001
  checkstand orders ship 1001 --carrier UPS --tracking-number 1Z999AA10123456784
  checkstand orders ship 1001 --item linen-shirt-small=1
  checkstand orders deliver 1001
  checkstand orders refund 1001 --amount 12.50 --description "Came late"
  checkstand orders cancel 1001 --item linen-shirt-small=1
  checkstand orders export --format shopify --output orders.csv`,
    );
  addListOrders(orders, terminal);
  addShowOrder(orders, terminal);
  for (const request of [...orderGoodsRequests, ...orderMoneyRequests])
    addOrderRequest(orders, terminal, request);
  addExportOrders(orders, terminal);
}
