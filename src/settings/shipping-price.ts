import { ZERO } from "../money.ts";
import type { ShippingPrice } from "../pricing/shipping.ts";
import { ifThere, optional, required, table, tables, type ValuesOf, withDefault } from "./description.ts";
import type { SettingPlace } from "./place.ts";
import { amountOfShop, wholeNumber } from "./rule.ts";

/** The keys that say what a way of shipping costs: one of the first four. */
export const priceKeys = {
  price: optional(amountOfShop, "one price …"),
  price_per_item: ifThere(
    table(
      "a price for the order, and one for each unit",
      { base: withDefault(0, amountOfShop, "for the order"), each: required(amountOfShop, "for each unit") },
      { isInline: true },
    ),
  ),
  price_by_weight: tables(
    table("A band.", {
      up_to_grams: optional(wholeNumber(1, 100_000_000), "the heaviest order it is for; left out: any"),
      price: required(amountOfShop, "of the band"),
    }),
    "by bands, the lightest first",
    { isInline: true },
  ),
  price_by_subtotal: tables(
    table("A band.", {
      from: required(amountOfShop, "the smallest subtotal it is for"),
      price: required(amountOfShop, "of the band"),
    }),
    "by bands, the smallest first",
    { isInline: true },
  ),
  free_from: optional(amountOfShop, "… and nothing from this subtotal on"),
};

const kinds = ["price", "price_per_item", "price_by_weight", "price_by_subtotal"] as const;

/** The one price that {@link priceKeys} say; nothing else says so well what a rate costs. */
export function priceOf(values: ValuesOf<typeof priceKeys>, place: SettingPlace): ShippingPrice {
  const { price = ZERO, price_per_item, price_by_weight, price_by_subtotal, free_from: freeFrom } = values;
  const [kind, second] = kinds.filter((key) => place.at(key).found !== undefined);
  if (second !== undefined) place.at(second).note(`is there beside ${kind}; write one of them`);
  if (kind === undefined) {
    place.at("price").note(`is missing; allowed: one of ${kinds.join(", ")}`);
    return { kind: "flat", amount: ZERO };
  }
  switch (kind) {
    case "price":
      return { kind: "flat", amount: price, freeFrom };
    case "price_per_item":
      return { kind: "per_item", base: ZERO, each: ZERO, ...price_per_item, freeFrom };
    case "price_by_weight": {
      const bands = price_by_weight.map(({ up_to_grams, price }) => ({
        upToGrams: up_to_grams,
        amount: price,
      }));
      const limits = bands.map(({ upToGrams = Infinity }) => upToGrams);
      noteDisorder(place.at(kind), "up_to_grams", limits);
      return { kind: "by_weight", bands, freeFrom };
    }
    case "price_by_subtotal": {
      const bands = price_by_subtotal.map(({ from, price }) => ({ from, amount: price }));
      noteDisorder(
        place.at(kind),
        "from",
        bands.map(({ from }) => from),
      );
      return { kind: "by_subtotal", bands, freeFrom };
    }
  }
}

function noteDisorder(place: SettingPlace, limit: string, limits: readonly number[]): void {
  const isRising = limits.every((value, index) => index === 0 || value > (limits[index - 1] ?? 0));
  if (!isRising || limits.length === 0)
    place.note(`allowed: one or more bands, each with a higher ${limit} than the one before`);
}
