import type { Order } from "../../../orders/order.ts";
import type { OrderWork } from "../../../orders/order-work.ts";
import type { ConfirmQuestion } from "./confirm-view.ts";

/** Something done with an order by a form of its page. */
export interface OrderAction {
  /** What the path ends in: `ship`. */
  readonly name: string;
  /** What is to be done. A string says to the merchant what is wrong with the form. */
  readonly work: (order: Order, form: URLSearchParams) => OrderWork | string;
  /**
   * For what gives money back or cannot be undone: the question before it, or what is wrong with the form. Asked again
   * once it is confirmed: another question means that the order has changed meanwhile.
   */
  readonly ask?: (
    order: Order,
    form: URLSearchParams,
  ) => Promise<ConfirmQuestion | string> | ConfirmQuestion | string;
}
