import type { OrderRefund } from "../../../operations/order-refund.ts";
import type { Order } from "../../../orders/order.ts";
import type { InOrderTransaction, OrderServiceResult } from "../../../orders/order-service-result.ts";
import type { OrderChange } from "../../../orders/refusal.ts";
import type { ConfirmQuestion } from "./confirm-view.ts";

/** Something done with an order by a form of its page. */
export type OrderAction = OrderWork | OrderRefundForm;

/** Gives money back: in the jobs of a refund, the first of which keeps the form from being done twice. */
export interface OrderRefundForm extends OrderForm {
  /** What is to be given back. A string says to the merchant what is wrong with the form. */
  readonly refund: (order: Order, form: URLSearchParams) => OrderRefund["wanted"] | string;
}

/** Anything else: one change, and what goes with it. */
export interface OrderWork extends OrderForm {
  /** Does it. A string says to the merchant what is wrong with the form. */
  readonly work: (
    order: Order,
    form: URLSearchParams,
    inSameTransaction: InOrderTransaction,
  ) => Promise<OrderChange<OrderServiceResult>> | string;
}

interface OrderForm {
  /** What the path ends in: `ship`. */
  readonly name: string;
  /**
   * For what gives money back or cannot be undone: the question before it, or what is wrong with the form. Asked again
   * once it is confirmed: another question means that the order has changed meanwhile.
   */
  readonly ask?: (
    order: Order,
    form: URLSearchParams,
  ) => Promise<ConfirmQuestion | string> | ConfirmQuestion | string;
}
