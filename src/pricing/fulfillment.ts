import type { Address } from "../address.ts";
import type { Instant } from "../clock.ts";
import type { LineItemId } from "../ids.ts";
import type { OptionAmounts } from "./amounts.ts";

/** The ways of fulfillment of 2026-01-30 on, the widest set. */
export type FulfillmentType = "shipping" | "digital" | "pickup" | "local_delivery";

interface WayBase {
  readonly id: string;
  readonly title: string;
  readonly description?: string | undefined;
}

/** A way the goods can reach the buyer, with what it would cost. */
export type FulfillmentOption = FulfillmentWay & { readonly amounts: OptionAmounts };

/** A way the goods can reach the buyer. */
export type FulfillmentWay = WayBase &
  (
    | {
        readonly type: "shipping";
        readonly carrier?: string | undefined;
        readonly earliest?: Instant | undefined;
        readonly latest?: Instant | undefined;
      }
    | { readonly type: "digital" }
    | {
        readonly type: "pickup";
        readonly location: {
          readonly name: string;
          readonly address: Address;
          readonly phone?: string | undefined;
          readonly instructions?: string | undefined;
        };
        readonly pickupType?: "in_store" | "curbside" | "locker" | undefined;
        readonly readyBy?: Instant | undefined;
        readonly pickupBy?: Instant | undefined;
      }
    | {
        readonly type: "local_delivery";
        readonly window?: { readonly start: Instant; readonly end: Instant } | undefined;
        readonly serviceArea?: { readonly centerPostalCode: string } | undefined;
      }
  );

/**
 * The option chosen. Pricing always gives one for the whole cart, digital goods included: one amount, one choice for the
 * buyer (an order may still be sent in several fulfilments).
 */
export interface Selection {
  readonly type: FulfillmentType;
  readonly optionId: string;
  readonly lineItemIds: readonly LineItemId[];
}
