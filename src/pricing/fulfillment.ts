import type { Address } from "../address.ts";
import type { Instant } from "../clock.ts";
import type { LineItemId } from "../ids.ts";
import type { OptionAmounts } from "./amounts.ts";

export type FulfillmentType = "shipping" | "digital" | "pickup" | "local_delivery";

interface OptionBase {
  readonly id: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly amounts: OptionAmounts;
}

/** A way the goods can reach the buyer, with what it would cost. */
export type FulfillmentOption = OptionBase &
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

/** The option chosen for some of the lines. Every line that can be fulfilled has exactly one once one is chosen. */
export interface Selection {
  readonly type: FulfillmentType;
  readonly optionId: string;
  readonly lineItemIds: readonly LineItemId[];
}
