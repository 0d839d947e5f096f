import { Elysia } from "elysia";
import type { Order } from "../../../orders/order.ts";
import { unitsToShip } from "../../../orders/ship.ts";
import { pluralize } from "../../../pluralize.ts";
import type { AdminServices } from "../../services.ts";
import type { Notice } from "../../shell/notice.ts";
import { shipOrders } from "../../ship-orders.ts";
import type { PageFrame, SentForm } from "../page-frame.ts";
import { plainDashboardPage } from "../plain-page.ts";
import { shipChosenPage } from "./view.ts";

/** More than a page lists. */
const MOST_CHOSEN = 100;

/** `/admin/orders/many`: what is done with several orders that were chosen in the list. */
export function ordersChosenRoute(frame: PageFrame, services: AdminServices) {
  const { show, receive, done } = frame;

  async function ship(sent: SentForm, orders: readonly Order[]): Promise<Response> {
    const toShip = orders.filter((order) => unitsToShip(order).length > 0);
    if (!sent.form.has("confirmed")) {
      const view = { ...sent.view, formKey: sent.formKey };
      return show(sent, shipChosenPage(view, toShip, orders.length - toShip.length));
    }
    const parcels = toShip.map((order) => ({
      order,
      parcel: { kind: "ship" as const, lineItems: unitsToShip(order) },
    }));
    const reasons = await shipOrders(services, parcels, { actor: sent.actor, key: sent.formKey });
    const failed = toShip.flatMap(({ number }, at) =>
      reasons[at] === undefined ? [] : [`Order ${number}: ${reasons[at]}`],
    );
    const shipped = toShip.length - failed.length;
    const notice: Notice = {
      words: [`${pluralize(shipped, "order")} shipped.`, ...failed].join(" "),
      isWrong: failed.length > 0,
    };
    return done(sent, "/orders", notice);
  }

  return new Elysia({ normalize: false }).post(
    "/admin/orders/many",
    ({ request }) =>
      receive(request, async (sent) => {
        const numbers = sent.form.getAll("number").filter((number) => /^\d{1,15}$/.test(number));
        if (numbers.length === 0 || numbers.length > MOST_CHOSEN)
          return show(sent, noneChosen, { status: 422 });
        switch (sent.form.get("do")) {
          case "slips":
          case "invoices":
            return done(sent, `/orders/print?${printQuery(sent.form.get("do") ?? "", numbers)}`);
          case "ship": {
            const found = await Promise.all(
              numbers.map((number) => services.reads.orders.byNumber(Number(number))),
            );
            return ship(
              sent,
              found.filter((order) => order !== undefined),
            );
          }
          default:
            return show(sent, noneChosen, { status: 422 });
        }
      }),
    { parse: "none" },
  );
}

function printQuery(kind: string, numbers: readonly string[]): string {
  const query = new URLSearchParams({ kind });
  for (const number of numbers) query.append("number", number);
  return query.toString();
}

const noneChosen = plainDashboardPage(
  "Nothing was chosen",
  `Tick the orders in the list first, ${MOST_CHOSEN} at most, and then press what is to be done with them. Nothing was done.`,
);
