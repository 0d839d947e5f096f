import type { Minor } from "../money.ts";
import type { CaptureAnswer } from "../payments/begin-capture.ts";
import type { Refund } from "../payments/refund.ts";
import type { LineItemReference, Order } from "./order.ts";
import type { OrderServiceStores } from "./order-service-stores.ts";
import type { OrderChange } from "./refusal.ts";

/** What taking goods out of an order would do. */
export interface GoodsOutForeseen {
  readonly units: readonly LineItemReference[];
  /** What would go back to the buyer, minor units. */
  readonly amount: Minor;
}

/** How much goes back with goods that go out: what was paid for them, another amount (minor units), or nothing. */
export type MoneyBack = "price" | "none" | Minor;

/** An order after the dashboard has worked on it, and what became of its money. */
export interface OrderServiceResult {
  readonly order: Order;
  /** The refund that went with it; it may be pending, and is then finished by and by, or have failed. */
  readonly refund?: Refund | undefined;
  /** What became of money that was only authorised until the goods left. */
  readonly capture?: CaptureAnswer | undefined;
}

/** What the first job of work on an order came to: its end, or something that is to be taken to its end outside any job. */
export type BegunOrderWork =
  | { readonly kind: "ended"; readonly change: OrderChange<OrderServiceResult> }
  | {
      readonly kind: "open";
      /** What is answered if nothing comes of the rest; absent where nothing was changed yet, or the work knows itself. */
      readonly foreseen?: OrderServiceResult | undefined;
      readonly finish: (inSameTransaction?: InOrderTransaction) => Promise<OrderChange<OrderServiceResult>>;
    };

/** Written by the very job that ends work on an order, with how it ended. */
export type InOrderTransaction = (
  stores: Pick<OrderServiceStores, "idempotency">,
  change: OrderChange<OrderServiceResult>,
) => Promise<void>;
