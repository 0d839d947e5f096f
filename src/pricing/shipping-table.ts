import { type Instant, instant } from "../clock.ts";
import type { Minor } from "../money.ts";
import type { Destination } from "./destination.ts";
import type { FulfillmentWay } from "./fulfillment.ts";
import { type Region, RegionIndex } from "./regions.ts";
import type {
  DeliveryWindow,
  LocalDelivery,
  PickupPlace,
  ShippingRate,
  ShippingRules,
  ShippingZone,
} from "./shipping.ts";
import { type Parcel, shippingPriceOf } from "./shipping-price.ts";
import { type Day, WorkingDays } from "./working-days.ts";

/** A way to get the goods at its price, before free shipping and tax are looked at. */
export interface Offer {
  readonly way: FulfillmentWay;
  /** In the terms of the shop's prices. */
  readonly price: Minor;
  /** Where the buyer takes the goods over: what is sold there is taxed there. Unknown only for digital goods. */
  readonly handedOverAt: Destination | undefined;
}

/**
 * The hours between which parcels are taken to arrive; pickups are ready by the later one. Promises are about days: with
 * these hours most of the world's shops have the same date in UTC, so that an agent showing the date shows the right one.
 */
const HANDOVER = { fromHour: 9, toHour: 18 } as const;

/** The ways goods leave the shop, indexed: finding those for an address does not scan the others. */
export class ShippingTable {
  readonly #zones: RegionIndex<Ordered<ShippingZone>>;
  readonly #localDeliveries: RegionIndex<Ordered<LocalDelivery>>;
  readonly #pickups: RegionIndex<Ordered<PickupPlace>>;
  readonly #calendar: WorkingDays;

  /** @throws RangeError when an id is used twice among what one buyer can be offered, or a pattern or date is none. */
  constructor(rules: ShippingRules) {
    refuseRepeatedIds(rules);
    this.#zones = inRegions(rules.zones, (zone) => zone.regions ?? [{}]);
    this.#localDeliveries = inRegions(rules.localDeliveries, (round) => round.regions);
    this.#pickups = inRegions(
      rules.pickups,
      ({ regions, address }) => regions ?? [{ country: address.country }],
    );
    this.#calendar = new WorkingDays(rules.dispatch);
  }

  /** Everything offered for a parcel: carriers' quotes, the zone's rates, local deliveries, pickups. */
  offersTo(
    destination: Destination,
    parcel: Parcel,
    quotes: readonly ShippingRate[],
    now: Instant,
  ): readonly Offer[] {
    const leaves = this.#calendar.dispatchDay(now);
    const [zone] = inOrder(this.#zones.at(destination));
    const quoted = new Set(quotes.map(({ id }) => id));
    const listed = zone?.rates.filter(({ id }) => !quoted.has(id)) ?? [];
    const offers: Offer[] = [];
    const offer = (way: FulfillmentWay, price: Minor | undefined, handedOverAt: Destination) => {
      if (price !== undefined) offers.push({ way, price, handedOverAt });
    };
    for (const rate of [...quotes, ...listed]) {
      offer(this.#shipping(rate, leaves, now), shippingPriceOf(rate.price, parcel), destination);
    }
    for (const round of inOrder(this.#localDeliveries.at(destination))) {
      offer(this.#localDelivery(round, leaves, now), shippingPriceOf(round.price, parcel), destination);
    }
    for (const place of inOrder(this.#pickups.at(destination))) {
      offer(this.#pickup(place, leaves, now), shippingPriceOf(place.price, parcel), addressOf(place));
    }
    return offers;
  }

  #shipping(
    { id, title, description, carrier, transitDays }: ShippingRate,
    leaves: Day,
    now: Instant,
  ): FulfillmentWay {
    const way = { type: "shipping", id, title, description, carrier } as const;
    if (!transitDays) return way;
    const first = this.#calendar.after(leaves, transitDays.min);
    const last = this.#calendar.after(leaves, transitDays.max);
    return {
      ...way,
      earliest: instant(Math.max(now, this.#calendar.at(first, HANDOVER.fromHour))),
      latest: this.#endOf(last, now),
    };
  }

  #localDelivery(round: LocalDelivery, leaves: Day, now: Instant): FulfillmentWay {
    const { id, title, description, centerPostalCode } = round;
    return {
      type: "local_delivery",
      id,
      title,
      description,
      window: round.window && this.#window(round.window, leaves, now),
      serviceArea: centerPostalCode === undefined ? undefined : { centerPostalCode },
    };
  }

  #window({ days, fromHour, toHour }: DeliveryWindow, leaves: Day, now: Instant) {
    const planned = this.#calendar.after(leaves, days);
    const over = this.#calendar.at(planned, toHour) <= now;
    const day = over ? this.#calendar.after(planned, 1) : planned;
    return { start: this.#calendar.at(day, fromHour), end: this.#calendar.at(day, toHour) };
  }

  #pickup(place: PickupPlace, leaves: Day, now: Instant): FulfillmentWay {
    const { id, title, description, name, address, phone, pickupType, heldDays } = place;
    const instructions = [place.hours, place.instructions].filter((text) => text !== undefined).join(". ");
    return {
      type: "pickup",
      id,
      title,
      description,
      location: { name, address, phone, instructions: instructions || undefined },
      pickupType,
      readyBy: this.#endOf(leaves, now),
      pickupBy: heldDays === undefined ? undefined : this.#endOf(this.#calendar.after(leaves, heldDays), now),
    };
  }

  /** By when a day's promise is kept: when its hours are over already, by midnight. */
  #endOf(day: Day, now: Instant): Instant {
    const end = this.#calendar.at(day, HANDOVER.toHour);
    return end > now ? end : this.#calendar.at(day, 24);
  }
}

function addressOf({ address }: PickupPlace): Destination {
  const { country, state, city, postalCode } = address;
  return { country, state, city, postalCode };
}

/** A rule and where it stands in the merchant's list, which decides between several that hold. */
interface Ordered<Rule> {
  readonly rule: Rule;
  readonly order: number;
}

function inRegions<Rule>(
  rules: readonly Rule[],
  regionsOf: (rule: Rule) => readonly Region[],
): RegionIndex<Ordered<Rule>> {
  return new RegionIndex(
    rules.flatMap((rule, order) => {
      const value = { rule, order };
      return regionsOf(rule).map((region) => ({ region, value }));
    }),
  );
}

function inOrder<Rule>(found: readonly Ordered<Rule>[]): Rule[] {
  return [...new Set(found)].sort((one, other) => one.order - other.order).map(({ rule }) => rule);
}

function refuseRepeatedIds({ zones, pickups, localDeliveries, digital }: ShippingRules): void {
  for (const { name, rates } of zones) {
    const seen = new Set<string>();
    for (const { id } of [...rates, ...pickups, ...localDeliveries, digital]) {
      if (seen.has(id))
        throw new RangeError(
          `two options of shipping zone ${JSON.stringify(name)} have the id ${JSON.stringify(id)}`,
        );
      seen.add(id);
    }
  }
}
