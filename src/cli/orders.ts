import type { Command } from "commander";
import { addCancel } from "./orders/cancel.ts";
import { addCapture } from "./orders/capture.ts";
import { addDeliver } from "./orders/deliver.ts";
import { addExportOrders } from "./orders/export.ts";
import { addListOrders } from "./orders/list.ts";
import { addNote } from "./orders/note.ts";
import { addReady } from "./orders/ready.ts";
import { addRefund } from "./orders/refund.ts";
import { addReturn } from "./orders/return.ts";
import { addConfirm, addHold } from "./orders/review.ts";
import { addShip } from "./orders/ship.ts";
import { addShowOrder } from "./orders/show.ts";
import { addTrack } from "./orders/track.ts";
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
  checkstand orders ship 1001 --carrier UPS --tracking 1Z999AA10123456784
  checkstand orders ship 1001 --item linen-shirt-small=1
  checkstand orders deliver 1001
  checkstand orders refund 1001 --amount 12.50 --reason "Came late"
  checkstand orders cancel 1001 --item linen-shirt-small=1
  checkstand orders export --format shopify --output orders.csv`,
    );
  addListOrders(orders, terminal);
  addShowOrder(orders, terminal);
  addShip(orders, terminal);
  addReady(orders, terminal);
  addDeliver(orders, terminal);
  addTrack(orders, terminal);
  addCapture(orders, terminal);
  addRefund(orders, terminal);
  addCancel(orders, terminal);
  addReturn(orders, terminal);
  addHold(orders, terminal);
  addConfirm(orders, terminal);
  addNote(orders, terminal);
  addExportOrders(orders, terminal);
}
