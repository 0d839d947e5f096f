import { type Html, html } from "../../html.ts";
import { isStillHere } from "../../orders/fulfillments.ts";
import type { Order } from "../../orders/order.ts";
import type { OrderWords } from "../../orders/order-words.ts";
import { isOnItsWay } from "../../orders/status.ts";

/** The way from payment to the buyer's hands, and how far an order is on it. Nothing for one that was canceled. */
export function progress(order: Order, words: OrderWords): Html | undefined {
  if (order.status === "canceled") return undefined;
  const { steps, reached } = goodsWay(order, words);
  return html`<ol class="steps" aria-label="${words.progress}">
${steps.map(
  (
    step,
    index,
  ) => html`<li${index <= reached ? html` class="done"` : undefined}${index === reached ? html` aria-current="step"` : undefined}>${step}</li>
`,
)}</ol>`;
}

function goodsWay(
  { status, fulfillments }: Order,
  { steps: words }: OrderWords,
): {
  readonly steps: readonly string[];
  readonly reached: number;
} {
  const ways = fulfillments.filter((each) => each.status !== "canceled");
  const isDone = status === "completed";
  if (ways.length > 0 && ways.every(({ type }) => type === "digital"))
    return { steps: [words.confirmed, words.delivered], reached: isDone ? 1 : 0 };
  if (ways.some(({ type }) => type === "pickup") && !ways.some(({ type }) => type === "shipping")) {
    const isReady = ways.some((each) => each.status === "ready_for_pickup" || each.status === "delivered");
    return { steps: [words.confirmed, words.ready, words.pickedUp], reached: isDone ? 2 : isReady ? 1 : 0 };
  }
  const parcels = ways.filter(({ type }) => type !== "digital");
  const hasLeft = parcels.some((each) => isOnItsWay(each.status) || each.status === "delivered");
  const sent = hasLeft && parcels.some((each) => isStillHere(each.status)) ? words.partlySent : words.sent;
  return { steps: [words.confirmed, sent, words.delivered], reached: isDone ? 2 : hasLeft ? 1 : 0 };
}
