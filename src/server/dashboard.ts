import type { AdminServices } from "../dashboard/services.ts";
import type { HttpServices } from "../http/http-server.ts";
import type { Settings } from "../settings.ts";

/** The merchant's dashboard; in a shop without a token to open it, a page that says how to get one. */
export async function openDashboard(
  { adminToken: token }: Settings,
  services: Omit<AdminServices, "token">,
): Promise<HttpServices["more"]> {
  if (token === undefined) {
    const { closedDashboardRoutes } = await import("../dashboard/pages/closed/route.ts");
    return [closedDashboardRoutes(services.shop)];
  }
  const [{ adminApi }, { dashboardRoutes }] = await Promise.all([
    import("../dashboard/admin-api.ts"),
    import("../dashboard/page-routes.ts"),
  ]);
  return [adminApi({ ...services, token }), dashboardRoutes({ ...services, token })];
}
