import { Elysia } from "elysia";
import { readQuery } from "../../query.ts";
import type { AdminServices } from "../../services.ts";
import type { PageFrame } from "../page-frame.ts";
import { plainDashboardPage } from "../plain-page.ts";
import { printPage } from "./view.ts";

/** What can be printed of an order. */
const printKinds = ["slips", "invoices"] as const;

/** More than a page of the list has. */
const MOST_PRINTED = 100;

/** `/admin/orders/print`: packing slips or invoices of some orders, a sheet each. */
export function printRoute(
  { asSignedIn, show }: PageFrame,
  { shop, reads }: Pick<AdminServices, "shop" | "reads">,
) {
  return new Elysia({ normalize: false }).get("/admin/orders/print", ({ request }) =>
    asSignedIn(request, async (who) => {
      const kind = readQuery(request.url).oneOf("kind", printKinds) ?? "slips";
      const numbers = new URL(request.url).searchParams
        .getAll("number")
        .filter((number) => /^\d{1,15}$/.test(number))
        .slice(0, MOST_PRINTED);
      const found = await Promise.all(numbers.map((number) => reads.orders.byNumber(Number(number))));
      const orders = found.filter((order) => order !== undefined);
      return orders.length === 0
        ? show(who, noSuchOrders, { status: 404 })
        : show(who, printPage(who.view.root, kind, orders, shop));
    }),
  );
}

const noSuchOrders = plainDashboardPage("Nothing to print", "There are no orders of these numbers.");
