import { type Page, pageReply } from "../../http/pages/layout.ts";
import { contextOf, type RequestContext } from "../../http/request-context.ts";
import { respond } from "../../http/respond.ts";
import type { AdminServices } from "../services.ts";
import type { DashboardView } from "./forms.ts";
import { type SignInSession, SignInSessions } from "./sign-in/sign-in-session.ts";
import { signInPage } from "./sign-in/view.ts";

/** What every page of the dashboard does alike: who is signed in, how a page is shown and another one gone to. */
export interface PageFrame {
  /** What stands before every path of the shop: empty, or "/api". */
  readonly root: string;
  readonly sessions: SignInSessions;
  show(context: RequestContext, page: Page, status?: number): Response;
  /** Goes to a path after `/admin`. `cookie` as a `Set-Cookie` header. */
  goTo(context: RequestContext, path: string, cookie?: string): Response;
  /** Who is not signed in is asked to, whatever they wanted. */
  asSignedIn(
    request: Request,
    work: (session: SignInSession, context: RequestContext) => Promise<Response>,
  ): Promise<Response>;
  /** What the forms of a page carry that is shown now. */
  marksOf(session: SignInSession): DashboardView;
}

/** Opens the frame of a shop's dashboard, with nobody signed in. */
export function openPageFrame({ shop, clock }: Pick<AdminServices, "shop" | "clock">): PageFrame {
  const base = new URL(shop.publicBaseUrl);
  const root = base.pathname.replace(/\/$/, "");
  const sessions = new SignInSessions(root, base.protocol === "https:", clock);
  const show = (context: RequestContext, page: Page, status = 200) =>
    respond(context, pageReply(shop, page, status));
  return {
    root,
    sessions,
    show,
    goTo(context, path, cookie) {
      const headers = {
        location: `${root}/admin${path}`,
        ...(cookie !== undefined && { "set-cookie": cookie }),
      };
      return respond(context, { status: 303, body: null, headers });
    },
    async asSignedIn(request, work) {
      const context = contextOf(request);
      const session = sessions.of(request);
      return session === undefined ? show(context, signInPage(root), 401) : work(session, context);
    },
    marksOf: ({ formToken }) => ({
      root,
      formToken,
      formKey: crypto.randomUUID().replaceAll("-", ""),
    }),
  };
}
