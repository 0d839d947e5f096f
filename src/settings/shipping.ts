import type { LiveRateSettings } from "../carriers/live-rates.ts";
import type {
  LocalDelivery,
  PickupPlace,
  ShippingRate,
  ShippingRules,
  ShippingZone,
} from "../pricing/shipping.ts";
import { ifThere, optional, readAs, required, table, tables, valueList, withDefault } from "./description.ts";
import { liveRatesTable } from "./live-rates.ts";
import type { SettingPlace } from "./place.ts";
import { regionsKeys, regionsOf } from "./region.ts";
import { country, oneOf, optionId, type Rule, state, wholeNumber, words } from "./rule.ts";
import { priceKeys, priceOf } from "./shipping-price.ts";

const hour = wholeNumber(0, 24);
const days = wholeNumber(0, 365);
const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** ISO day of the week, 1 for Monday. */
const weekday: Rule<number> = {
  allowed: weekdays.map((name) => JSON.stringify(name)).join(", "),
  standIn: 1,
  schema: { enum: weekdays },
  read: (found) => weekdays.indexOf(String(found)) + 1 || undefined,
};

const date: Rule<string> = {
  allowed: 'a day as "2026-12-25", in quotes',
  standIn: "",
  schema: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$" },
  read(found) {
    const text = String(found);
    const midnight = new Date(`${text}T00:00:00Z`);
    // A day that is none ("2026-02-30") is another one when it is written back.
    return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(`${text}T`)
      ? text
      : undefined;
  },
};

/** What agents see of a way of fulfillment. */
const optionKeys = {
  id: required(optionId, "what agents see and send back"),
  title: required(words, "what buyers see"),
  description: optional(words, "more words for buyers", { example: "Left at the door if nobody is in" }),
};

const rateTable = readAs(
  table("A rate.", {
    ...optionKeys,
    carrier: optional(words, "who brings it"),
    ...priceKeys,
    transit_days: valueList(days, "fewest and most working days on the way"),
  }),
  (rate, place): ShippingRate => ({
    id: rate.id,
    title: rate.title,
    description: rate.description,
    carrier: rate.carrier,
    price: priceOf(rate, place),
    transitDays: rate.transit_days && transitDaysOf(rate.transit_days, place.at("transit_days")),
  }),
);

function transitDaysOf(found: readonly number[], place: SettingPlace): ShippingRate["transitDays"] {
  const [min, max = min, ...more] = found;
  if (min !== undefined && max !== undefined && min <= max && more.length === 0) return { min, max };
  place.note("allowed: the fewest and the most working days on the way, such as [3, 5]");
  return undefined;
}

const zoneTable = readAs(
  table("A zone.", {
    name: required(words, "for yourself"),
    ...regionsKeys,
    rates: tables(rateTable, "What the zone's buyers are offered.", { atLeastOne: "" }),
  }),
  (zone, place): ShippingZone => ({ name: zone.name, regions: regionsOf(zone, place), rates: zone.rates }),
);

const pickupTable = readAs(
  table("A place.", {
    ...optionKeys,
    name: required(words, "of the place"),
    address: table(
      "where it is",
      {
        line_one: required(words, "street and number"),
        line_two: optional(words, "what else finds it"),
        city: required(words, ""),
        state: optional(state, "the part of ISO 3166-2 after the dash"),
        country: required(country, "ISO 3166-1, two letters"),
        postal_code: optional(words, ""),
      },
      { isInline: true },
    ),
    phone: optional(words, ""),
    hours: optional(words, ""),
    instructions: optional(words, ""),
    type: optional(oneOf("in_store", "curbside", "locker"), 'or "curbside", "locker"'),
    ...priceKeys,
    held_days: optional(days, "working days it waits"),
    ...regionsKeys,
  }),
  (pickup, place): PickupPlace => ({
    id: pickup.id,
    title: pickup.title,
    description: pickup.description,
    name: pickup.name,
    address: {
      name: pickup.name,
      lineOne: pickup.address.line_one,
      lineTwo: pickup.address.line_two,
      city: pickup.address.city,
      state: pickup.address.state ?? "",
      country: pickup.address.country,
      postalCode: pickup.address.postal_code ?? "",
    },
    phone: pickup.phone,
    hours: pickup.hours,
    instructions: pickup.instructions,
    pickupType: pickup.type,
    price: priceOf(pickup, place),
    heldDays: pickup.held_days,
    regions: regionsOf(pickup, place),
  }),
);

const windowTable = readAs(
  table(
    "when it goes: working days after dispatch, and hours of that day",
    {
      days: withDefault(0, days, "working days after dispatch"),
      from_hour: required(hour, "the hour it starts"),
      to_hour: required(hour, "the hour it ends"),
    },
    { isInline: true },
  ),
  ({ days, from_hour, to_hour }, place): NonNullable<LocalDelivery["window"]> => {
    if (to_hour <= from_hour) place.at("to_hour").note("allowed: an hour after from_hour");
    return { days, fromHour: from_hour, toHour: to_hour };
  },
);

const localDeliveryTable = readAs(
  table("A round.", {
    ...optionKeys,
    ...regionsKeys,
    ...priceKeys,
    window: ifThere(windowTable),
    center_postal_code: optional(words, "of where it starts"),
  }),
  (local, place): LocalDelivery => {
    const regions = regionsOf(local, place) ?? [];
    if (regions.length === 0) place.at("regions").note("is missing; allowed: the places the round goes to");
    return {
      id: local.id,
      title: local.title,
      description: local.description,
      regions,
      price: priceOf(local, place),
      window: local.window,
      centerPostalCode: local.center_postal_code,
    };
  },
);

/** `[shipping]`. */
export const shippingTable = readAs(
  table("Shipping. A buyer's address is in the first zone that holds it and is offered that zone's rates.", {
    handling_days: withDefault(
      1,
      days,
      "working days between the order and the parcel leaving; 0 is the same day",
      { isSet: true },
    ),
    cut_off_hour: withDefault(24, hour, "orders placed from 14:00 on count as the next day's; 24: none do", {
      example: 14,
      isSet: true,
    }),
    working_days: valueList(weekday, "on which parcels leave and travel", {
      example: weekdays.slice(0, 5),
      isSet: true,
      atLeastOne: "at least one day",
    }),
    holidays: valueList(date, "on which nothing moves", {
      example: ["2026-12-25", "2027-01-01"],
      isSet: true,
    }),
    zones: tables(
      zoneTable,
      "Places that share a price list. One without countries or regions is everywhere else.",
      {
        examples: [
          {
            isSet: true,
            values: {
              name: "Alaska and Hawaii",
              regions: [{ country: "US", states: ["AK", "HI"] }],
              rates: [
                {
                  id: "priority",
                  title: "Priority",
                  carrier: "USPS",
                  transit_days: [3, 7],
                  price_by_weight: [
                    { up_to_grams: 500, price: 12 },
                    { up_to_grams: 2000, price: 19.5 },
                    { price: 32 },
                  ],
                },
              ],
            },
          },
          {
            isSet: true,
            values: {
              name: "United States",
              countries: ["US"],
              rates: [
                {
                  id: "standard",
                  title: "Standard",
                  carrier: "USPS",
                  price: 5.99,
                  free_from: 75,
                  transit_days: [3, 5],
                },
                {
                  id: "express",
                  title: "Express",
                  carrier: "UPS",
                  price_per_item: { base: 12, each: 1.5 },
                  transit_days: [1, 2],
                },
              ],
            },
          },
          {
            isSet: true,
            values: {
              name: "Everywhere else",
              rates: [
                {
                  id: "international",
                  title: "International",
                  price_by_subtotal: [
                    { from: 0, price: 24.99 },
                    { from: 150, price: 14.99 },
                  ],
                },
              ],
            },
          },
        ],
      },
    ),
    pickups: tables(pickupTable, "Where buyers fetch their goods themselves.", {
      examples: [
        {
          values: {
            id: "oakland",
            title: "Pick up in Oakland",
            name: "Alder & Fern, Jack London Square",
            address: {
              line_one: "55 Webster St",
              line_two: "Unit 3",
              city: "Oakland",
              state: "CA",
              postal_code: "94607",
              country: "US",
            },
            hours: "Mon to Sat, 10 to 18",
            phone: "+1 510 555 0100",
            instructions: "Ring the bell at the side door",
            type: "in_store",
            held_days: 10,
            price: 0,
          },
        },
      ],
    }),
    local_deliveries: tables(localDeliveryTable, "Your own round in the neighbourhood.", {
      examples: [
        {
          values: {
            id: "bike",
            title: "By bicycle this evening",
            regions: [{ country: "US", postal_codes: ["94607", "9461*", "94601...94605"] }],
            price: 4,
            window: { days: 0, from_hour: 17, to_hour: 20 },
            center_postal_code: "94607",
          },
        },
      ],
    }),
    digital: table("Goods that need no shipping.", {
      id: withDefault("digital", optionId, ""),
      title: withDefault("Digital delivery", words, ""),
      description: optional(words, "", { example: "By e-mail, within minutes" }),
    }),
    live: ifThere(liveRatesTable),
  }),
  (shipping, place) => {
    const rules: ShippingRules = {
      zones: shipping.zones,
      pickups: shipping.pickups,
      localDeliveries: shipping.local_deliveries,
      digital: shipping.digital,
      dispatch: {
        timezone: place.surroundings.timezone,
        handlingDays: shipping.handling_days,
        cutOffHour: shipping.cut_off_hour,
        workingDays: [...new Set(shipping.working_days ?? [1, 2, 3, 4, 5])].sort(),
        holidays: shipping.holidays ?? [],
      },
    };
    noteRepeatedIds(rules, shipping.live, place);
    return { rules, live: shipping.live };
  },
);

/** An agent sends nothing but an id: two options that could be offered together must not share one. */
function noteRepeatedIds(
  rules: ShippingRules,
  live: LiveRateSettings | undefined,
  place: SettingPlace,
): void {
  const everywhere = idsOf([...rules.pickups, ...rules.localDeliveries, rules.digital]);
  const lists = rules.zones.length > 0 ? rules.zones.map(({ rates }) => idsOf(rates)) : [[]];
  const repeated = new Set(lists.flatMap((ids) => repeatedIn([...everywhere, ...ids])));
  for (const id of repeated) place.at("zones").note(repeats(id));
  // A zone's rates may share an id with the carriers': they stand in.
  const services = idsOf(live?.services ?? []);
  for (const id of new Set(repeatedIn([...everywhere, ...services])))
    if (services.includes(id)) place.at("live").at("services").note(repeats(id));
}

const repeats = (id: string) => `two options an address can be offered have the id ${JSON.stringify(id)}`;

function idsOf(options: readonly { readonly id: string }[]): readonly string[] {
  return options.map(({ id }) => id).filter((id) => id !== "");
}

function repeatedIn(ids: readonly string[]): readonly string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}
