import { type Currency, ZERO } from "../money.ts";
import type {
  Dispatch,
  LocalDelivery,
  PickupPlace,
  ShippingPrice,
  ShippingRate,
  ShippingRules,
  ShippingZone,
} from "../pricing/shipping.ts";
import { readRegions } from "./region.ts";
import { amount, country, oneOf, optionId, type Rule, state, wholeNumber, words } from "./rule.ts";
import type { Table } from "./table.ts";

const hour = wholeNumber(0, 24);
const days = wholeNumber(0, 365);

/**
 * Reads `[shipping]`.
 * @param timezone the shop's, in which its days and hours are counted.
 */
export function readShipping(shipping: Table, currency: Currency, timezone: string): ShippingRules {
  const rules: ShippingRules = {
    zones: shipping.tables("zones").map((zone) => readZone(zone, currency)),
    pickups: shipping.tables("pickups").map((pickup) => readPickup(pickup, currency)),
    localDeliveries: shipping.tables("local_deliveries").map((local) => readLocalDelivery(local, currency)),
    digital: readDigital(shipping.section("digital")),
    dispatch: readDispatch(shipping, timezone),
  };
  noteRepeatedIds(shipping, rules);
  return rules;
}

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** ISO day of the week, 1 for Monday. */
const weekday: Rule<number> = {
  allowed: weekdays.map((name) => JSON.stringify(name)).join(", "),
  standIn: 1,
  read: (found) => weekdays.indexOf(String(found)) + 1 || undefined,
};

const date: Rule<string> = {
  allowed: 'a day as "2026-12-25", in quotes',
  standIn: "",
  read(found) {
    const text = String(found);
    const midnight = new Date(`${text}T00:00:00Z`);
    // A day that is none ("2026-02-30") is another one when it is written back.
    return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(`${text}T`)
      ? text
      : undefined;
  },
};

function readDispatch(shipping: Table, timezone: string): Dispatch {
  const workingDays = shipping.list("working_days", weekday) ?? [1, 2, 3, 4, 5];
  if (workingDays.length === 0) shipping.note("working_days", "is empty; allowed: at least one day");
  return {
    timezone,
    handlingDays: shipping.optional("handling_days", days) ?? 1,
    cutOffHour: shipping.optional("cut_off_hour", hour) ?? 24,
    workingDays: [...new Set(workingDays)].sort(),
    holidays: shipping.list("holidays", date) ?? [],
  };
}

function readZone(zone: Table, currency: Currency): ShippingZone {
  const read: ShippingZone = {
    name: zone.required("name", words),
    regions: readRegions(zone),
    rates: zone.tables("rates").map((rate) => readRate(rate, currency)),
  };
  if (read.rates.length === 0)
    zone.note("rates", "is missing; allowed: one or more tables: [[shipping.zones.rates]]");
  return read;
}

function readRate(rate: Table, currency: Currency): ShippingRate {
  const read: ShippingRate = {
    id: rate.required("id", optionId),
    title: rate.required("title", words),
    description: rate.optional("description", words),
    carrier: rate.optional("carrier", words),
    price: readPrice(rate, currency),
    transitDays: rate.has("transit_days") ? readTransitDays(rate) : undefined,
  };
  return read;
}

function readTransitDays(rate: Table): ShippingRate["transitDays"] {
  const found = rate.list("transit_days", days) ?? [];
  const [min, max = min, ...more] = found;
  if (min !== undefined && max !== undefined && min <= max && more.length === 0) return { min, max };
  rate.note("transit_days", "allowed: the fewest and the most working days on the way, such as [3, 5]");
  return undefined;
}

const priceKeys = ["price", "price_per_item", "price_by_weight", "price_by_subtotal"] as const;

/** Reads the one price key there is; nothing else says so well what a rate costs. */
function readPrice(table: Table, currency: Currency): ShippingPrice {
  const [key, second] = priceKeys.filter((candidate) => table.has(candidate));
  if (second !== undefined) table.note(second, `is there beside ${key}; write one of them`);
  const freeFrom = table.optional("free_from", amount(currency));
  if (key === undefined) {
    table.note("price", `is missing; allowed: one of ${priceKeys.join(", ")}`);
    return { kind: "flat", amount: ZERO };
  }
  switch (key) {
    case "price":
      return { kind: "flat", amount: table.required("price", amount(currency)), freeFrom };
    case "price_per_item": {
      const perItem = table.section("price_per_item");
      const base = perItem.optional("base", amount(currency)) ?? ZERO;
      const each = perItem.required("each", amount(currency));
      return { kind: "per_item", base, each, freeFrom };
    }
    case "price_by_weight": {
      const bands = table.tables("price_by_weight").map((band) => {
        const upToGrams = band.optional("up_to_grams", wholeNumber(1, 100_000_000));
        const price = band.required("price", amount(currency));
        return { upToGrams, amount: price };
      });
      noteDisorder(
        table,
        "price_by_weight",
        "up_to_grams",
        bands.map((band) => band.upToGrams ?? Infinity),
      );
      return { kind: "by_weight", bands, freeFrom };
    }
    case "price_by_subtotal": {
      const bands = table.tables("price_by_subtotal").map((band) => {
        const from = band.required("from", amount(currency));
        const price = band.required("price", amount(currency));
        return { from, amount: price };
      });
      noteDisorder(
        table,
        "price_by_subtotal",
        "from",
        bands.map((band) => band.from),
      );
      return { kind: "by_subtotal", bands, freeFrom };
    }
  }
}

function noteDisorder(table: Table, key: string, limit: string, limits: readonly number[]): void {
  const rising = limits.every((value, index) => index === 0 || value > (limits[index - 1] ?? 0));
  if (!rising || limits.length === 0) {
    table.note(key, `allowed: one or more bands, each with a higher ${limit} than the one before`);
  }
}

function readPickup(pickup: Table, currency: Currency): PickupPlace {
  const name = pickup.required("name", words);
  const address = pickup.section("address");
  const read: PickupPlace = {
    id: pickup.required("id", optionId),
    title: pickup.required("title", words),
    description: pickup.optional("description", words),
    name,
    address: {
      name,
      line_one: address.required("line_one", words),
      line_two: address.optional("line_two", words),
      city: address.required("city", words),
      state: address.optional("state", state) ?? "",
      country: address.required("country", country),
      postal_code: address.optional("postal_code", words) ?? "",
    },
    phone: pickup.optional("phone", words),
    hours: pickup.optional("hours", words),
    instructions: pickup.optional("instructions", words),
    pickupType: pickup.optional("type", oneOf("in_store", "curbside", "locker")),
    price: readPrice(pickup, currency),
    heldDays: pickup.optional("held_days", days),
    regions: readRegions(pickup),
  };
  return read;
}

function readLocalDelivery(local: Table, currency: Currency): LocalDelivery {
  const read: LocalDelivery = {
    id: local.required("id", optionId),
    title: local.required("title", words),
    description: local.optional("description", words),
    regions: readRegions(local) ?? [],
    price: readPrice(local, currency),
    window: local.has("window") ? readWindow(local.section("window")) : undefined,
    centerPostalCode: local.optional("center_postal_code", words),
  };
  if (read.regions.length === 0) local.note("regions", "is missing; allowed: the places the round goes to");
  return read;
}

function readWindow(window: Table): LocalDelivery["window"] {
  const read = {
    days: window.optional("days", days) ?? 0,
    fromHour: window.required("from_hour", hour),
    toHour: window.required("to_hour", hour),
  };
  if (read.toHour <= read.fromHour) window.note("to_hour", "allowed: an hour after from_hour");
  return read;
}

function readDigital(digital: Table): ShippingRules["digital"] {
  const read = {
    id: digital.optional("id", optionId) ?? "digital",
    title: digital.optional("title", words) ?? "Digital delivery",
    description: digital.optional("description", words),
  };
  return read;
}

/** An agent sends nothing but an id: two options that could be offered together must not share one. */
function noteRepeatedIds(shipping: Table, rules: ShippingRules): void {
  const everywhere = [...rules.pickups, ...rules.localDeliveries, rules.digital].map((option) => option.id);
  const lists = rules.zones.length > 0 ? rules.zones : [{ name: "", rates: [] }];
  const repeated = new Set<string>();
  for (const zone of lists) {
    const seen = new Set<string>();
    for (const id of [...everywhere, ...zone.rates.map((rate) => rate.id)]) {
      if (id !== "" && seen.has(id)) repeated.add(id);
      seen.add(id);
    }
  }
  for (const id of repeated)
    shipping.note("zones", `two options an address can be offered have the id ${JSON.stringify(id)}`);
}
