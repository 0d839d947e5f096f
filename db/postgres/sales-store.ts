import { asId, type SessionId } from "../../src/ids.ts";
import type { CountedUpTo, SalesReads, SalesStore } from "../../src/orders/sales.ts";
import { orderDocument, sessionDocument } from "../documents.ts";
import { readDay, sumUpSales } from "../sales-days.ts";
import type { Queries } from "./queries.ts";

/** How far sales are counted, in `settings`. */
const countedSetting = "sales_counted";
/** So many orders and sessions that are not counted yet are looked at for one question. */
const MOST_UNCOUNTED = 2_000;

const nothingCounted = { order: 0, session: "" };

/** Sales by day. */
export function createSalesStore(queries: Queries): SalesStore {
  return {
    async isBehind() {
      const { order, session } = await countedUpTo(queries);
      const [newest] = await queries.rows(
        "select (select max(number) from orders), (select max(id) from checkout_sessions)",
      );
      const [number, id] = newest ?? [];
      return Number(number ?? 0) > order || String(id ?? "") > session;
    },
    async add({ days, from, upTo }) {
      const now = await countedUpTo(queries);
      if (now.order !== from.order || now.session !== from.session) return false;
      for (const { day, agentId, protocol, way, checkouts, orders, sales } of days)
        await queries.send(
          `insert into sales_days (day, agent_id, protocol, way, checkouts, orders, sales)
           values ($1, $2, $3, $4, $5::bigint, $6::bigint, $7::bigint)
           on conflict (day, agent_id, protocol, way) do update set checkouts = sales_days.checkouts + excluded.checkouts,
             orders = sales_days.orders + excluded.orders, sales = sales_days.sales + excluded.sales`,
          [day, agentId, protocol, way, checkouts, orders, sales],
        );
      await queries.send(
        "insert into settings (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value",
        [countedSetting, JSON.stringify(upTo)],
      );
      return true;
    },
  };
}

/** Locked in a write job: of two who count, the second sees what the first did. */
async function countedUpTo(queries: Queries): Promise<CountedUpTo> {
  // The row must be there to be locked: of two who count for the first time, one makes it.
  if (queries.isLocking)
    await queries.send("insert into settings (name, value) values ($1, $2) on conflict do nothing", [
      countedSetting,
      JSON.stringify(nothingCounted),
    ]);
  const lock = queries.isLocking ? " for no key update" : "";
  const [found] = await queries.rows(`select value from settings where name = $1${lock}`, [countedSetting]);
  return found === undefined ? nothingCounted : JSON.parse(String(found[0]));
}

/** Reads of sales on the pool for reading. */
export function createSalesReads(queries: Queries): SalesReads {
  const uncounted: SalesReads["uncounted"] = async ({ timeZone, sessionsBefore, limit }) => {
    const from = await countedUpTo(queries);
    const orders = await queries.rows(
      "select document from orders where number > $1::bigint order by number limit $2::bigint",
      [from.order, limit],
    );
    const sessions = await queries.rows(
      "select document from checkout_sessions where id > $1 and id < $2 order by id limit $3::bigint",
      [from.session, sessionsBefore ?? asId<SessionId>("~"), limit],
    );
    return sumUpSales(
      from,
      orders.map(([document]) => orderDocument.read(String(document))),
      sessions.map(([document]) => sessionDocument.read(String(document))),
      { timeZone, limit },
    );
  };
  return {
    uncounted,
    async between({ from, to, timeZone }) {
      const stored = await queries.rows(
        "select day, agent_id, protocol, way, checkouts, orders, sales from sales_days where day between $1 and $2",
        [from, to],
      );
      const days = stored.map(([day, agentId, protocol, way, checkouts, orders, sales]) =>
        readDay({
          day: String(day),
          agent_id: String(agentId),
          protocol: String(protocol),
          way: String(way),
          checkouts: Number(checkouts),
          orders: Number(orders),
          sales: Number(sales),
        }),
      );
      const fresh = await uncounted({ timeZone, limit: MOST_UNCOUNTED });
      const wanted = fresh.days.filter(({ day }) => day >= from && day <= to);
      return { days: [...days, ...wanted], isBehind: fresh.isMore };
    },
  };
}
