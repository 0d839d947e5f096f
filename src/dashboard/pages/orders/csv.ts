import type { Reply } from "../../../http/respond.ts";
import { ordersCsvHead } from "../../../orders/export/orders-csv.ts";
import type { OrderList, OrderListFilter, OrderListPlace, OrderSort } from "../../../orders/order-list.ts";

/** Orders read at a time: a few milliseconds in the thread that reads, none in the one that sells. */
const ORDERS_AT_A_TIME = 200;

/**
 * All orders of a list as a spreadsheet, however many: read a part at a time while the browser takes them, so that neither
 * memory nor other questions wait for the whole.
 *
 * @param day names the file.
 */
export function ordersCsv(list: OrderList, filter: OrderListFilter, sort: OrderSort, day: string): Reply {
  const encoder = new TextEncoder();
  let behind: OrderListPlace | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(ordersCsvHead));
    },
    async pull(controller) {
      const { lines, next } = await list.csv({ filter, sort, behind, limit: ORDERS_AT_A_TIME });
      controller.enqueue(encoder.encode(lines));
      behind = next;
      if (next === undefined) controller.close();
    },
  });
  return {
    status: 200,
    body,
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="orders-${day}.csv"`,
    },
  };
}
