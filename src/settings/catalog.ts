import { isAbsolute } from "node:path";
import type { Assumptions } from "../catalog/import/row.ts";
import type { CatalogSource } from "../catalog/source.ts";
import { MINUTE } from "../clock.ts";
import type { FeedSettings } from "../feed/terms.ts";
import type { Shop } from "../shop.ts";
import { oneOf, type Rule, wholeNumber, yesOrNo } from "./rule.ts";
import type { Table } from "./table.ts";

const location: Rule<string> = {
  allowed: 'an absolute address such as "https://shop.example/feed.xml", or the absolute path of a folder',
  standIn: "",
  read: (found) => {
    if (typeof found !== "string") return undefined;
    const isFile = isAbsolute(found);
    return isFile || (/^https?:\/\//i.test(found) && URL.canParse(found)) ? found : undefined;
  },
};

/** Reads `[catalog]`; `undefined` when it names no source, so that imports are only made by hand. */
export function readCatalog(catalog: Table): CatalogSource | undefined {
  const source = catalog.optional("source", location);
  const settings = {
    format: catalog.optional("format", oneOf("auto", "shopify", "woocommerce", "google", "jsonl")) ?? "auto",
    interval: (catalog.optional("every_minutes", wholeNumber(1, 10_080)) ?? 60) * MINUTE,
    sync: catalog.optional("sync", yesOrNo) ?? false,
    salesIncluded: catalog.optional("sales_included", yesOrNo) ?? false,
  };
  return source === undefined ? undefined : { location: source, ...settings };
}

/** What imports take for granted: the shop's own currency, zone and market, and whether `[catalog]` sells gift cards. */
export function importAssumptions(
  catalog: Table,
  { currency, timezone }: Pick<Shop, "currency" | "timezone">,
  { countries: [country] }: Pick<FeedSettings, "countries">,
): Assumptions {
  return { currency, timezone, country, sellsGiftCards: catalog.optional("gift_cards", yesOrNo) ?? false };
}
