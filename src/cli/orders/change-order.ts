import { silentLog } from "../../log.ts";
import { mailTermsOf } from "../../mail/compose.ts";
import { orderNotifications } from "../../mail/order-mails.ts";
import { formatForPeople } from "../../money.ts";
import type { Order } from "../../orders/order.ts";
import { createOrderService } from "../../orders/order-service.ts";
import type { OrderServiceResult } from "../../orders/order-service-result.ts";
import type { OrderWork } from "../../orders/order-work.ts";
import { explainRefusal } from "../../orders/refusal.ts";
import { openPaymentProvider } from "../../payment-provider.ts";
import { createCaptures } from "../../payments/captures.ts";
import type { Refund } from "../../payments/refund.ts";
import { createRefunds } from "../../payments/refunds.ts";
import { CommandFailed } from "../failure.ts";
import type { JsonOption } from "../json-option.ts";
import { withShop } from "../open-shop.ts";
import { renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { findOrderOrFail } from "./find-order.ts";

/**
 * Does something with one order at the merchant's dashboard, beside a server that may be running, and says how the order
 * stands then.
 *
 * @param workOf says what, of the order as it stands.
 * @throws CommandFailed when there is no such order, or the dashboard refuses.
 */
export async function workOnOrder(
  terminal: Terminal,
  which: string,
  { json }: JsonOption,
  workOf: (order: Order) => OrderWork,
): Promise<void> {
  const { result, currency } = await withShop(terminal, async ({ settings, reads, write, clock }) => {
    const provider = await openPaymentProvider(settings, write, clock);
    const notifications = orderNotifications(mailTermsOf(settings), silentLog);
    const services = {
      write,
      reads,
      provider,
      notifications,
      clock,
      alert: ({ words }: { readonly words: string }) => terminal.note(words),
    };
    const orderService = createOrderService({
      write,
      reads,
      refunds: createRefunds(services),
      captures: createCaptures(services),
      provider: provider.name,
      notifications,
      clock,
    });
    const order = await findOrderOrFail(reads.orders, which);
    return {
      result: await orderService.work(order.id, workOf(order), "command_line"),
      currency: settings.shop.currency,
    };
  });
  if (!result.ok) throw new CommandFailed(explainRefusal(result.refusal, currency));
  terminal.out(json ? JSON.stringify(result.value) : inWords(result.value));
}

function inWords({ order, refund, capture }: OrderServiceResult): string {
  const lines = [`Order ${order.number} is ${order.status.replaceAll("_", " ")}.`];
  if (refund) lines.push(refundInWords(refund));
  if (capture?.kind === "captured") lines.push("The payment was captured.");
  if (capture?.kind === "under_way")
    lines.push("The payment is being captured; whether that worked is found out by and by.");
  if (capture?.kind === "nothing_to_capture") lines.push("There was no money left to capture.");
  return [...lines, "", deliveriesInWords(order)].join("\n").trimEnd();
}

function refundInWords({ state, amount, currency, failure }: Refund): string {
  const words = formatForPeople(amount, currency);
  switch (state) {
    case "succeeded":
      return `${words} went back to the buyer.`;
    case "pending":
      return `${words} is on its way back to the buyer; whether it arrived is found out by and by.`;
    case "failed":
      return `${words} could not be given back: ${failure ?? "the payment provider gave no reason"}. Try again, or refund it at the provider.`;
  }
}

/** How an order's goods reach the buyer, a row each. */
export function deliveriesInWords({ fulfillments, lineItems }: Order): string {
  if (fulfillments.length === 0) return "";
  const nameOf = (id: string) => lineItems.find((line) => line.id === id)?.variantId ?? id;
  return renderTable(
    ["DELIVERY", "WAY", "STATUS", "ITEMS", "CARRIER", "TRACKING"],
    fulfillments.map((each) => [
      each.id,
      each.type,
      each.status,
      each.lineItems.map(({ id, quantity }) => `${nameOf(id)}=${quantity}`).join(" "),
      each.carrier ?? "",
      each.trackingNumber ?? each.digitalDelivery?.licenseKey ?? "",
    ]),
  );
}
