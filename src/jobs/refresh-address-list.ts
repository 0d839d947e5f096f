import type { RouteFamily } from "../access/access.ts";
import type { AddressList } from "../access/address-list.ts";
import type { RecurringJob } from "./job.ts";

/** Looks at a list of addresses that others keep. While that fails, the last good one holds, and `/readyz` says so. */
export function refreshAddressList(family: RouteFamily, interval: number, list: AddressList): RecurringJob {
  return {
    name: `refresh-addresses-${family}`,
    interval,
    jitter: interval / 10,
    isOfEachProcess: true,
    run: () => list.refresh(),
  };
}
