import type { AdminServices } from "../dashboard/services.ts";
import type { HttpServices } from "../http/http-server.ts";
import { firstSegment } from "../http/route-table.ts";
import type { Settings } from "../settings.ts";

/**
 * The merchant's dashboard and API; in a shop without a token to open them, a page that says how to get one. A shop that
 * sells to agents may go for days without anybody looking at it.
 */
export function dashboardLater(
  { adminToken: token }: Settings,
  services: Omit<AdminServices, "token">,
): HttpServices["later"] {
  return {
    owns: (path) => firstSegment(path) === "/admin" || path === "/openapi/admin.json",
    async open() {
      if (token === undefined) {
        const { closedDashboardRoutes } = await import("../dashboard/pages/closed/route.ts");
        return [closedDashboardRoutes(services.shop)];
      }
      const [{ adminApi }, { dashboardRoutes }] = await Promise.all([
        import("../dashboard/admin-api.ts"),
        import("../dashboard/page-routes.ts"),
      ]);
      return [adminApi({ ...services, token }), dashboardRoutes({ ...services, token })];
    },
  };
}
