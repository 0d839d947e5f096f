import type { AdminServices } from "../admin/services.ts";
import type { HttpServices } from "../http/http-server.ts";
import type { Settings } from "../settings.ts";

/** The merchant's desk; in a shop without a token to open it, a page that says how to get one. */
export async function openDesk(
  { adminToken: token }: Settings,
  services: Omit<AdminServices, "token">,
): Promise<HttpServices["more"]> {
  if (token === undefined) {
    const { closedDeskRoutes } = await import("../admin/closed-desk-routes.ts");
    return [closedDeskRoutes(services.shop)];
  }
  const [{ adminApi }, { deskRoutes }] = await Promise.all([
    import("../admin/admin-api.ts"),
    import("../admin/desk-routes.ts"),
  ]);
  return [adminApi({ ...services, token }), deskRoutes({ ...services, token })];
}
