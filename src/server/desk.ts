import type { AdminServices } from "../admin/services.ts";
import type { HttpServices } from "../http/http-server.ts";
import type { Settings } from "../settings.ts";

/** The merchant's desk, in a shop that has a token to open it. */
export async function openDesk(
  { adminToken: token }: Settings,
  services: Omit<AdminServices, "token">,
): Promise<HttpServices["more"]> {
  if (token === undefined) return [];
  const [{ adminApi }, { deskRoutes }] = await Promise.all([
    import("../admin/admin-api.ts"),
    import("../admin/desk-routes.ts"),
  ]);
  return [adminApi({ ...services, token }), deskRoutes({ ...services, token })];
}
