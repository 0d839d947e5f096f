import type { LiveRateSettings, LiveService } from "../carriers/live-rates.ts";
import { carrierApiNames } from "../carriers/names.ts";
import { ZERO } from "../money.ts";
import { optional, readAs, required, table, tables, valueList, withDefault } from "./description.ts";
import { namedSecret } from "./named-secret.ts";
import { amountOfShop, country, oneOf, optionId, webAddress, wholeNumber, words } from "./rule.ts";

const grams = wholeNumber(0, 1_000_000);
const edge = wholeNumber(1, 1_000);

const service = readAs(
  table("A service.", {
    service: required(words, 'Shippo\'s service level token; at EasyPost "USPS GroundAdvantage"', {
      example: "usps_ground_advantage",
    }),
    id: required(optionId, "", { example: "standard" }),
    title: optional(words, "", { example: "Standard", whenLeftOut: "what the carrier calls it" }),
    markup: optional(amountOfShop, "added to the carrier's price", { example: 1.5 }),
    free_from: optional(amountOfShop, "nothing from this subtotal on", { example: 75 }),
  }),
  ({ service, id, title, markup, free_from }): LiveService => ({
    service,
    id,
    title,
    markup: markup ?? ZERO,
    freeFrom: free_from,
  }),
);

/** `[shipping.live]`; without it carriers are asked nothing. */
export const liveRatesTable = readAs(
  table(
    "Carriers' own rates, asked for whenever goods and address are known. When they do not answer within 0.8 seconds, the " +
      "rates above are offered; one of the same id gives way to the carrier's while there is one.",
    {
      source: required(oneOf(...carrierApiNames), 'or "easypost"', { example: "shippo" }),
      key_env: required(namedSecret, "the environment variable that holds your key there", {
        example: "SHIPPO_API_KEY",
      }),
      api_base: optional(webAddress, "another host that speaks its protocol", {
        example: "https://api.goshippo.com",
      }),
      countries: valueList(country, "where carriers are asked about", {
        example: ["US"],
        whenLeftOut: "your own country",
      }),
      item_grams: withDefault(500, grams, "what a product counts that has no weight"),
      packaging_grams: withDefault(0, grams, "what a parcel weighs without goods", { example: 120 }),
      parcel: table(
        'a full parcel; the unit may be "in", too',
        {
          length: required(edge, "the longest edge"),
          width: required(edge, "the second"),
          height: required(edge, "the shortest"),
          unit: withDefault("cm", oneOf("cm", "in"), "of all three"),
        },
        { isInline: true, example: { length: 30, width: 22, height: 12, unit: "cm" } },
      ),
      services: tables(service, "Which of a carrier's services are offered.", { atLeastOne: "" }),
    },
  ),
  (live, { surroundings }): LiveRateSettings => ({
    source: live.source,
    apiBase: live.api_base?.replace(/\/+$/, ""),
    key: live.key_env,
    countries: live.countries ?? [surroundings.country],
    itemGrams: live.item_grams,
    packagingGrams: live.packaging_grams,
    size: live.parcel,
    services: live.services,
  }),
);
