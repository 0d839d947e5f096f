import type { CountedUpTo, SalesReads, SalesStore } from "../../src/orders/sales.ts";
import { orderDocument, sessionDocument } from "../documents.ts";
import { readDay, type StoredDay, sumUpSales } from "../sales-days.ts";
import type { Queries } from "./database.ts";

/** How far sales are counted, in `settings`. */
const countedSetting = "sales_counted";
/** So many orders and sessions that are not counted yet are looked at for one question; a minute's, in a busy shop. */
const MOST_UNCOUNTED = 2_000;

/** Sales by day over one connection. */
export function createSalesStore({ $client }: Queries): SalesStore {
  const countedUpTo = countedOver({ $client });
  return {
    async isBehind() {
      const { order, session } = countedUpTo();
      const newest = $client
        .query<{ number: number | null; id: string | null }, []>(
          "SELECT (SELECT max(number) FROM orders) AS number, (SELECT max(id) FROM checkout_sessions) AS id",
        )
        .get();
      return (newest?.number ?? 0) > order || (newest?.id ?? "") > session;
    },
    async add({ days, from, upTo }) {
      const now = countedUpTo();
      if (now.order !== from.order || now.session !== from.session) return false;
      for (const { day, agentId, protocol, way, checkouts, orders, sales } of days)
        $client
          .query(
            `INSERT INTO sales_days (day, agent_id, protocol, way, checkouts, orders, sales) VALUES (?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (day, agent_id, protocol, way) DO UPDATE SET
               checkouts = checkouts + excluded.checkouts, orders = orders + excluded.orders, sales = sales + excluded.sales`,
          )
          .run(day, agentId, protocol, way, checkouts, orders, sales);
      $client
        .query(
          "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .run(countedSetting, JSON.stringify(upTo));
      return true;
    },
  };
}

function countedOver({ $client }: Pick<Queries, "$client">): () => CountedUpTo {
  const counted = $client.query<{ value: string }, [string]>("SELECT value FROM settings WHERE name = ?");
  return () => JSON.parse(counted.get(countedSetting)?.value ?? '{"order":0,"session":""}');
}

/** Reads of sales over one connection, which take milliseconds: in the thread that reads. */
export function createSalesReads(queries: Queries): SalesReads {
  const { $client } = queries;
  const countedUpTo = countedOver(queries);
  const ordersAfter = $client.prepare<{ document: string }, [number, number]>(
    "SELECT document FROM orders WHERE number > ? ORDER BY number LIMIT ?",
  );
  const sessionsAfter = $client.prepare<{ document: string }, [string, string, number]>(
    "SELECT document FROM checkout_sessions WHERE id > ? AND id < ? ORDER BY id LIMIT ?",
  );
  const daysBetween = $client.prepare<StoredDay, [string, string]>(
    "SELECT day, agent_id, protocol, way, checkouts, orders, sales FROM sales_days WHERE day BETWEEN ? AND ?",
  );

  const uncounted: SalesReads["uncounted"] = async ({ timeZone, sessionsBefore, limit }) => {
    const from = countedUpTo();
    const orders = ordersAfter.all(from.order, limit).map(({ document }) => orderDocument.read(document));
    const sessions = sessionsAfter
      .all(from.session, sessionsBefore ?? "~", limit)
      .map(({ document }) => sessionDocument.read(document));
    return sumUpSales(from, orders, sessions, { timeZone, limit });
  };

  return {
    uncounted,
    async between({ from, to, timeZone }) {
      const stored = daysBetween.all(from, to).map(readDay);
      const fresh = await uncounted({ timeZone, limit: MOST_UNCOUNTED });
      const wanted = fresh.days.filter(({ day }) => day >= from && day <= to);
      return { days: [...stored, ...wanted], isBehind: fresh.isMore };
    },
  };
}
