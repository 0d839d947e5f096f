import type { Address } from "../address.ts";
import type { Minor } from "../money.ts";
import type { Region } from "./regions.ts";

/** How goods leave the shop. Amounts are minor units of the shop's currency, in the same terms as its prices. */
export interface ShippingRules {
  /** The buyer's address is in the first zone that holds it, and is offered that zone's rates only. */
  readonly zones: readonly ShippingZone[];
  readonly pickups: readonly PickupPlace[];
  readonly localDeliveries: readonly LocalDelivery[];
  /** What a cart of digital goods only is offered. */
  readonly digital: DigitalDelivery;
  readonly dispatch: Dispatch;
}

/** When parcels leave: what every promised date is counted from. */
export interface Dispatch {
  /** IANA zone in which days and hours are counted. */
  readonly timezone: string;
  /** Working days between the order and the day it leaves; 0 is the same day. */
  readonly handlingDays: number;
  /** Whole hour, 0 to 24: an order placed at or after it counts as placed on the next day. */
  readonly cutOffHour: number;
  /** ISO days of the week: 1 is Monday, 7 Sunday. At least one. */
  readonly workingDays: readonly number[];
  /** Days nothing moves, as "2026-12-25". */
  readonly holidays: readonly string[];
}

/** Places that share a price list. */
export interface ShippingZone {
  readonly name: string;
  /** Left out: everywhere that no zone before it holds. */
  readonly regions?: readonly Region[] | undefined;
  readonly rates: readonly ShippingRate[];
}

/** One row of a zone's price list. */
export interface ShippingRate {
  /** The option id agents see and send back. Unique within its zone. */
  readonly id: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly carrier?: string | undefined;
  readonly price: ShippingPrice;
  /** Working days from dispatch to the buyer's door; left out: no dates are promised. */
  readonly transitDays?: { readonly min: number; readonly max: number } | undefined;
}

/**
 * What a way of shipping costs. A cart outside the bands is not offered it. "Subtotal" is what the buyer pays for all
 * goods of the cart after discounts, in the terms of the shop's prices (so with tax where those include it); weight
 * and items are those of the lines that need shipping.
 */
export type ShippingPrice = FreeFrom &
  (
    | { readonly kind: "flat"; readonly amount: Minor }
    | { readonly kind: "per_item"; readonly base: Minor; readonly each: Minor }
    /** The first band that is not too small; ascending. The last may be open. */
    | {
        readonly kind: "by_weight";
        readonly bands: readonly { readonly upToGrams?: number | undefined; readonly amount: Minor }[];
      }
    /** The last band that is reached; ascending. */
    | {
        readonly kind: "by_subtotal";
        readonly bands: readonly { readonly from: Minor; readonly amount: Minor }[];
      }
  );

interface FreeFrom {
  /** Nothing is asked when the subtotal is at least this. */
  readonly freeFrom?: Minor | undefined;
}

/** Where buyers fetch their goods themselves. Goods fetched are taxed where they are handed over. */
export interface PickupPlace {
  readonly id: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly name: string;
  readonly address: Address;
  readonly phone?: string | undefined;
  /** "Mon to Fri 9 to 17". */
  readonly hours?: string | undefined;
  readonly instructions?: string | undefined;
  readonly pickupType?: "in_store" | "curbside" | "locker" | undefined;
  readonly price: ShippingPrice;
  /** Working days it then waits for the buyer; left out: no end is promised. */
  readonly heldDays?: number | undefined;
  /** To whom it is offered; left out: to buyers in the country of its address. */
  readonly regions?: readonly Region[] | undefined;
}

/** The shop's own round, for addresses nearby. */
export interface LocalDelivery {
  readonly id: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly regions: readonly Region[];
  readonly price: ShippingPrice;
  /** Left out: no time is promised. Ordered after the hours of the planned day: the working day after it. */
  readonly window?: DeliveryWindow | undefined;
  readonly centerPostalCode?: string | undefined;
}

/** When a round goes: working days after dispatch, and whole hours of that day. */
export interface DeliveryWindow {
  readonly days: number;
  readonly fromHour: number;
  readonly toHour: number;
}

/** How goods that are not shipped reach the buyer: at once and for nothing. */
export interface DigitalDelivery {
  readonly id: string;
  readonly title: string;
  readonly description?: string | undefined;
}
