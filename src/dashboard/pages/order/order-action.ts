import type { Instant } from "../../../clock.ts";
import type { Content } from "../../../html.ts";
import type { Minor } from "../../../money.ts";
import type { Order } from "../../../orders/order.ts";
import type { OrderWork } from "../../../orders/order-work.ts";
import type { Capture } from "../../../payments/attempt.ts";
import type { ButtonKind } from "../../parts/forms.ts";
import type { ConfirmQuestion } from "./confirm-question.ts";

/** How an order stands, as far as what can be done with it depends on that. */
export interface OrderStanding {
  readonly order: Order;
  readonly now: Instant;
  /** How the money stands that was only authorised; absent where it was taken with the order. */
  readonly capture?: Capture | undefined;
  /** How much can still be given back, minor units. */
  readonly refundable: Minor;
}

/** Something done with an order by a form, on a page of its own or by one press. */
export interface OrderAction {
  /** What the path ends in: `ship`. */
  readonly name: string;
  /** What the button on the order's page says. */
  readonly words: string;
  readonly kind: ButtonKind;
  /** What was done, for the page that is shown then: "Order 1001 was shipped." */
  readonly done: (order: Order) => string;
  /** The action that takes it back, where that is honest. */
  readonly undo?: string;
  readonly isOffered: (standing: OrderStanding) => boolean;
  /** The fields of its form, with what was typed before; absent where one press does it. */
  readonly fields?: (standing: OrderStanding, typed: URLSearchParams) => Content;
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
