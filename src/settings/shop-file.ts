import { MOST_LOW_STOCK } from "../catalog/low-stock.ts";
import { accessTable } from "./access.ts";
import { alertsTable } from "./alerts.ts";
import { backupTable } from "./backup.ts";
import { catalogTable } from "./catalog.ts";
import { optional, table, valueList, withDefault } from "./description.ts";
import { feedTable } from "./feed.ts";
import { limitsTable } from "./limits.ts";
import { paymentKeys } from "./payments.ts";
import { retentionTable } from "./retention.ts";
import { matching, minutes, oneOf, origin, wholeNumber, yesOrNo } from "./rule.ts";
import { shippingTable } from "./shipping.ts";
import { shopKeys } from "./shop.ts";
import { taxTable } from "./tax.ts";

const basePath = matching(/^(\/[A-Za-z0-9._~-]+)+$/, 'a path such as "/api", without a slash at its end');

/** All of shop.toml: what is read, what editors check, and what the example shows come from here. */
export const shopFileTable = table(
  "Everything a merchant decides once. Secrets are not here: they come from the environment. Amounts are in major units of " +
    "the shop's currency: 5.99 is five dollars and 99 cents.",
  {
    ...shopKeys,
    ...paymentKeys,
    prices_include_tax: withDefault(
      false,
      yesOrNo,
      "true: prices, shipping and fixed discounts are what the buyer pays",
    ),
    session_minutes: withDefault(
      15,
      minutes(1, 1440),
      "how long a checkout can be paid after its last change",
    ),
    low_stock: withDefault(
      3,
      wholeNumber(0, MOST_LOW_STOCK),
      "the dashboard names what has so few units left or fewer; 0: only what is sold out",
    ),
    base_path: optional(basePath, "stands before every route", { example: "/api", whenLeftOut: "none" }),
    browser_origins: valueList(origin, "whose pages may call the API and /mcp from a browser (CORS)", {
      example: ["https://app.example"],
      whenLeftOut: "none",
    }),
    unreleased: withDefault(false, yesOrNo, "true: also serve the ACP version that is not released yet"),
    guide_dialect: withDefault(
      false,
      yesOrNo,
      "true: also serve /acp/checkout/create, /commerce/feed.json and so on, as guides have it",
    ),
    ucp: withDefault(
      "off",
      oneOf("off", "keys", "anybody"),
      "UCP beside ACP; all may fill carts and begin checkouts, these pay: agents with a key or of an allowed host, or anybody",
    ),
    suggested_price_minutes: withDefault(
      0,
      minutes(0, 1440),
      "how long a price of yours that an agent saw is kept to (`unreleased` only)",
    ),
    shipping: shippingTable,
    limits: limitsTable,
    access: accessTable,
    tax: taxTable,
    catalog: catalogTable,
    feed: feedTable,
    backup: backupTable,
    retention: retentionTable,
    alerts: alertsTable,
  },
);

/** All that a shop.toml says, read. */
export type ShopFile = (typeof shopFileTable)["static"];
