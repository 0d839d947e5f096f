import type { FeedSettings } from "../feed/terms.ts";
import type { PricingRules } from "../pricing/rules.ts";
import type { Shop } from "../shop.ts";
import { optional, readAs, table, valueList, withDefault } from "./description.ts";
import { destinationsTables, generation, language } from "./feed-destinations.ts";
import { categoryFieldsTables, fieldsTable } from "./feed-fields.ts";
import { namedSecret } from "./named-secret.ts";
import type { SettingPlace } from "./place.ts";
import { country, minutes, webAddress, yesOrNo } from "./rule.ts";

/** `[feed]`. Read as what {@link FeedSettings} are once it is known who sells, and where to. */
export const feedTable = readAs(
  table(
    "The product feed, by which assistants find what you sell. Always there to be fetched at /feed.jsonl, .csv, .tsv, .xml " +
      "and .json, each also with .gz. `checkstand feed check` says what is missing.",
    {
      generation: withDefault(
        "openai-2026",
        generation,
        'field names; also "openai-2026-01", "openai-2025" and "google"',
      ),
      language: withDefault("en", language, "of the texts in your catalogue"),
      countries: valueList(country, "the first is the market", {
        example: ["US"],
        whenLeftOut: "where you ship to",
      }),
      seller_url: optional(webAddress, "your shop's own page", { example: "https://shop.example/" }),
      checkout: withDefault(true, yesOrNo, "false: agents may show your goods, but not sell them"),
      refresh_minutes: withDefault(
        15,
        minutes(1, 1440),
        "how old the feed may get while the catalogue changes",
      ),
      access_token_env: optional(
        namedSecret,
        "then only who sends this variable's value as a bearer token may fetch it",
        { example: "FEED_TOKEN" },
      ),
      fields: fieldsTable,
      category_fields: categoryFieldsTables,
      destinations: destinationsTables,
    },
  ),
  (feed, place) => {
    const token = feed.access_token_env;
    // A secret that must be there: without it anybody could come in.
    if (token !== undefined && token.value === undefined)
      place
        .at("access_token_env")
        .note(`names ${token.variable}, which is not set; set it, or take the key away`);
    noteRepeatedNames(feed.destinations, place.at("destinations"));
    return (shop: Shop, shipping: PricingRules["shipping"]): FeedSettings => {
      const named = feed.countries ?? shippedTo(shipping);
      const [market = shop.origin.country, ...others] = named;
      const countries = [market, ...others] as const;
      return {
        generation: feed.generation,
        language: feed.language,
        countries,
        sellerUrl: feed.seller_url ?? `${originOf(shop.productUrl ?? shop.publicBaseUrl)}/`,
        offersCheckout: feed.checkout,
        defaults: feed.fields,
        byCategory: feed.category_fields.length === 0 ? undefined : feed.category_fields,
        accessToken: token?.value,
        refreshMs: feed.refresh_minutes,
        destinations: feed.destinations.map(({ market, ...destination }) => ({
          ...destination,
          generation: destination.generation ?? feed.generation,
          language: destination.language ?? feed.language,
          countries: market === undefined ? countries : [market],
        })),
      };
    };
  },
);

/** Every country a zone names; none for a shop that ships everywhere alike. */
function shippedTo({ zones }: PricingRules["shipping"]): readonly string[] {
  const named = zones.flatMap(({ regions = [] }) => regions.flatMap((region) => region.country ?? []));
  return [...new Set(named)];
}

function originOf(address: string): string {
  return URL.parse(address)?.origin ?? address;
}

function noteRepeatedNames(destinations: readonly { readonly name: string }[], place: SettingPlace): void {
  const names = destinations.map(({ name }) => name);
  for (const name of new Set(names.filter((each, index) => names.indexOf(each) !== index)))
    place.note(`two of them have the name ${JSON.stringify(name)}`);
}
