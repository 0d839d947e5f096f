import { type RouteFamily, routeFamilies } from "../access/access.ts";
import { type AddressList, openAddressList } from "../access/address-list.ts";
import { keptListsOf } from "../access/kept-list.ts";
import type { RouteAccess } from "../http/route-access.ts";
import type { RecurringJob } from "../jobs/job.ts";
import { refreshAddressList } from "../jobs/refresh-address-list.ts";
import type { Outgoing } from "../outgoing/outgoing.ts";
import type { ServerContext } from "./server-context.ts";

/** From where the shop may be asked, and the jobs that keep it fresh. */
export async function openAccess(
  { settings, log }: ServerContext,
  outgoing: Outgoing,
): Promise<{ readonly lists: RouteAccess; readonly jobs: readonly RecurringJob[] }> {
  const kept = keptListsOf(settings.database.path);
  const lists = new Map<RouteFamily, AddressList>();
  const jobs: RecurringJob[] = [];
  for (const family of routeFamilies) {
    const allowed = settings.access[family];
    if (!allowed) continue;
    const list = openAddressList(allowed, { outgoing, kept });
    lists.set(family, list);
    if (allowed.list) jobs.push(refreshAddressList(family, allowed.list.interval, list));
  }
  // A shop that opens before its lists are here refuses those it is meant for.
  await Promise.all(
    [...lists].map(([family, list]) =>
      list.refresh().catch((error: unknown) => {
        log.error("a list of allowed addresses cannot be had: the last one holds, or nobody is let in", {
          kind: family,
          error,
        });
      }),
    ),
  );
  return { lists, jobs };
}
