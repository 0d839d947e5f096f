import type { LiveRateSettings, LiveService } from "../carriers/live-rates.ts";
import { type Currency, ZERO } from "../money.ts";
import type { ShippingRules } from "../pricing/shipping.ts";
import type { Shop } from "../shop.ts";
import type { Environment } from "./environment.ts";
import { readNamedSecret, variableName } from "./named-secret.ts";
import { amount, country, oneOf, optionId, webAddress, wholeNumber, words } from "./rule.ts";
import type { Table } from "./table.ts";

/** What reading live rates needs to know beside `[shipping.live]`. */
export interface LiveRateContext {
  readonly environment: Environment;
  readonly shop: Pick<Shop, "currency" | "origin">;
  readonly rules: ShippingRules;
}

/** Reads `[shipping.live]`; without it carriers are asked nothing. */
export function readLiveRates(
  shipping: Table,
  { environment, shop, rules }: LiveRateContext,
): LiveRateSettings | undefined {
  if (!shipping.has("live")) return undefined;
  const live = shipping.section("live");
  if (!live.has("key_env")) live.note("key_env", `is missing; allowed: ${variableName.allowed}`);
  const settings: LiveRateSettings = {
    source: live.required("source", oneOf("shippo", "easypost")),
    apiBase: live.optional("api_base", webAddress)?.replace(/\/+$/, ""),
    key: readNamedSecret(live, "key_env", environment) ?? { variable: "" },
    countries: live.list("countries", country) ?? [shop.origin.country],
    itemGrams: live.optional("item_grams", grams) ?? 500,
    packagingGrams: live.optional("packaging_grams", grams) ?? 0,
    size: readSize(live.section("parcel")),
    services: live.tables("services").map((service) => readService(service, shop.currency)),
  };
  if (settings.services.length === 0)
    live.note("services", "is missing; allowed: one or more tables: [[shipping.live.services]]");
  noteRepeatedIds(live, settings.services, rules);
  return settings;
}

const grams = wholeNumber(0, 1_000_000);
const edge = wholeNumber(1, 1_000);

function readSize(parcel: Table): LiveRateSettings["size"] {
  return {
    length: parcel.required("length", edge),
    width: parcel.required("width", edge),
    height: parcel.required("height", edge),
    unit: parcel.optional("unit", oneOf("cm", "in")) ?? "cm",
  };
}

function readService(service: Table, currency: Currency): LiveService {
  return {
    service: service.required("service", words),
    id: service.required("id", optionId),
    title: service.optional("title", words),
    markup: service.optional("markup", amount(currency)) ?? ZERO,
    freeFrom: service.optional("free_from", amount(currency)),
  };
}

/** The table's rates may share an id: they stand in. Nothing else an address can be offered may. */
function noteRepeatedIds(live: Table, services: readonly LiveService[], rules: ShippingRules): void {
  const seen = new Set([...rules.pickups, ...rules.localDeliveries, rules.digital].map(({ id }) => id));
  for (const { id } of services) {
    if (id !== "" && seen.has(id))
      live.note("services", `two options an address can be offered have the id ${JSON.stringify(id)}`);
    seen.add(id);
  }
}
