import { Elysia } from "elysia";
import { findEverywhere } from "../../find-everywhere.ts";
import { readQuery } from "../../query.ts";
import type { AdminServices } from "../../services.ts";
import type { PageFrame } from "../page-frame.ts";
import { searchPage } from "./view.ts";

/** Of each kind so many are shown; each has a list of its own for more. */
const MOST_OF_A_KIND = 8;

/** `/admin/search`: whatever the shop has that has these words; the search box shows the same beneath itself. */
export function searchRoute({ asSignedIn, show }: PageFrame, services: AdminServices) {
  return new Elysia({ normalize: false }).get("/admin/search", ({ request }) =>
    asSignedIn(request, async (who) => {
      const search = readQuery(request.url).text("search") ?? "";
      const found = await findEverywhere(services, search, MOST_OF_A_KIND);
      return show(who, searchPage(who.view.root, search, found, services.shop), { search });
    }),
  );
}
