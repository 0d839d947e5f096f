import { isAbsolute } from "node:path";
import type { CatalogSource } from "../catalog/source.ts";
import { optional, readAs, table, withDefault } from "./description.ts";
import { minutes, oneOf, type Rule, yesOrNo } from "./rule.ts";

const location: Rule<string> = {
  allowed: 'an absolute address such as "https://shop.example/feed.xml", or the absolute path of a folder',
  standIn: "",
  read: (found) => {
    if (typeof found !== "string") return undefined;
    const isFile = isAbsolute(found);
    return isFile || (/^https?:\/\//i.test(found) && URL.canParse(found)) ? found : undefined;
  },
};

const formats = oneOf("auto", "shopify", "woocommerce", "google", "jsonl");

/** `[catalog]`; without a source imports are only made by hand. */
export const catalogTable = readAs(
  table(
    "Where your catalogue comes from by itself, beside `checkstand catalog import`. What came of the last look: " +
      "`checkstand catalog source`.",
    {
      source: optional(location, 'or a folder, "/srv/exports", whose newest file is taken', {
        example: "https://shop.example/feed.xml",
      }),
      every_minutes: withDefault(
        60,
        minutes(1, 10_080),
        "how often it is looked at; nothing is done while it is the same",
      ),
      format: withDefault("auto", formats, '"shopify", "woocommerce", "google" or "jsonl"'),
      sync: withDefault(
        false,
        yesOrNo,
        "withdraw what it no longer lists; never more than half of it at once",
        {
          example: true,
        },
      ),
      gift_cards: withDefault(
        false,
        yesOrNo,
        "sell the source's gift cards, untaxed; you issue their codes by hand",
        { example: true },
      ),
      sales_included: withDefault(false, yesOrNo, "its stock has what was sold here subtracted already", {
        example: true,
      }),
    },
  ),
  ({ source, every_minutes, format, sync, gift_cards, sales_included }) => {
    const settings = { format, interval: every_minutes, sync, salesIncluded: sales_included };
    const catalog: CatalogSource | undefined =
      source === undefined ? undefined : { location: source, ...settings };
    return { source: catalog, sellsGiftCards: gift_cards };
  },
);
