import { type AlertThresholds, defaultThresholds } from "../monitoring/alert.ts";
import { readAs, table, withDefault } from "./description.ts";
import { wholeNumber } from "./rule.ts";

const MEBIBYTE = 1024 * 1024;

/** `[alerts]`: from where on the merchant is told of something. */
export const alertsTable = readAs(
  table("You hear of what is wrong by mail at ORDER_EMAIL_TO, and at ALERT_WEBHOOK_URL.", {
    disk_free_mib: withDefault(
      defaultThresholds.diskFree / MEBIBYTE,
      wholeNumber(1, 1_000_000_000),
      "with less free on the database's disk",
    ),
  }),
  ({ disk_free_mib }): AlertThresholds => ({ diskFree: disk_free_mib * MEBIBYTE }),
);
