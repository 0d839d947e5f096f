import type { Actor } from "../../audit/audit.ts";
import { readFileForm, readForm, type SentFile } from "../../http/pages/form-body.ts";
import { contextOf, type RequestContext } from "../../http/request-context.ts";
import { respond } from "../../http/respond.ts";
import { isSameSecret } from "../../http/same-secret.ts";
import { actorOf } from "../../people/administration.ts";
import type { StaffMember } from "../../people/person.ts";
import { roleMay } from "../../people/roles.ts";
import { signedInBy } from "../../people/sign-in.ts";
import { permissionOfPage } from "../page-permissions.ts";
import type { DashboardView } from "../parts/forms.ts";
import type { AdminServices } from "../services.ts";
import { bareReply, type DashboardPage, dashboardReply } from "../shell/layout.ts";
import { type Notice, Notices } from "../shell/notice.ts";
import { plainDashboardPage } from "./plain-page.ts";
import { closedPage } from "./sign-in/closed-view.ts";
import { cookieOf, type DashboardSession, SignInSessions } from "./sign-in/sign-in-session.ts";
import { signInPage } from "./sign-in/view.ts";

/** Who is signed in, and what their request is. */
export interface SignedIn {
  readonly session: DashboardSession;
  /** Absent where the token let them in, because the shop has no owner yet. */
  readonly person: StaffMember | undefined;
  /** Names the person's session among all. */
  readonly sessionHash: string | undefined;
  /** Who the audit says did it. */
  readonly actor: Actor;
  readonly context: RequestContext;
  /** What the forms of the page carry that is shown now. */
  readonly view: DashboardView;
}

/** A form of a page of ours, sent by somebody who is signed in. */
export interface SentForm extends SignedIn {
  readonly form: URLSearchParams;
  /** Names the form, so that the same one sent again is known. */
  readonly formKey: string;
}

/** What every page of the dashboard does alike: who is signed in, how a page is shown and another one gone to. */
export interface PageFrame {
  /** What stands before every path of the shop: empty, or "/api". */
  readonly root: string;
  readonly sessions: SignInSessions;
  /** Shows a page, and says first what is to be said. `search` is what stands in the search box. */
  show(to: SignedIn, page: DashboardPage, options?: { status?: number; search?: string }): Response;
  /** Shows a page to somebody who is not signed in. */
  showBare(context: RequestContext, page: DashboardPage, status: number): Response;
  /** Goes to a path after `/admin`. `cookie` as a `Set-Cookie` header. */
  goTo(context: RequestContext, path: string, cookie?: string): Response;
  /** Goes to a path after `/admin`, where it is said what was done. */
  done(by: SignedIn, path: string, notice?: Notice): Response;
  /** Who is not signed in is asked to, whatever they wanted; who may not do it hears so. */
  asSignedIn(request: Request, work: (who: SignedIn) => Promise<Response>): Promise<Response>;
  /** Takes a form with a file, likewise. @param most bytes the file may have. */
  receiveFile(
    request: Request,
    most: number,
    work: (sent: SentForm & { readonly file: SentFile | undefined }) => Promise<Response>,
  ): Promise<Response>;
  /** Takes a form of a page of ours, of somebody who is signed in; of nobody else's. */
  receive(request: Request, work: (sent: SentForm) => Promise<Response>): Promise<Response>;
}

/** Opens the frame of a shop's dashboard, with nobody signed in. */
export function openPageFrame({
  shop,
  clock,
  reads,
  write,
  token,
  demoToken,
}: Pick<AdminServices, "shop" | "clock" | "reads" | "write" | "token" | "demoToken">): PageFrame {
  const base = new URL(shop.publicBaseUrl);
  const root = base.pathname.replace(/\/$/, "");
  const sessions = new SignInSessions(root, base.protocol === "https:", clock);
  const notices = new Notices(clock);

  const showBare: PageFrame["showBare"] = (context, page, status) =>
    respond(context, bareReply(shop, root, page, status));
  const show: PageFrame["show"] = ({ session, context, view }, page, { status = 200, search } = {}) => {
    const notice = notices.take(session.formToken);
    return respond(context, dashboardReply(shop, page, { view, notice, search }, status));
  };
  const goTo: PageFrame["goTo"] = (context, path, cookie) =>
    respond(context, {
      status: 303,
      body: null,
      headers: {
        location: `${root}/admin${path}`,
        ...(cookie !== undefined && { "set-cookie": cookie }),
      },
    });
  /** Whom a request's cookie is of: somebody of the shop or, as long as there is no owner, who had the token. */
  async function whoIs(request: Request): Promise<Omit<SignedIn, "context" | "view"> | undefined> {
    const known = await signedInBy({ reads, write }, cookieOf(request), clock.now());
    if (known) return { ...known, sessionHash: known.session.hash, actor: actorOf(known.person.id) };
    const session = sessions.of(request);
    if (session === undefined || (await reads.people.hasOwner())) return undefined;
    return { session, person: undefined, sessionHash: undefined, actor: "dashboard" };
  }
  const asSignedIn: PageFrame["asSignedIn"] = async (request, work) => {
    const context = contextOf(request);
    const who = await whoIs(request);
    if (!who) {
      if (await reads.people.hasOwner()) return showBare(context, signInPage(root, { by: "password" }), 401);
      return token === undefined
        ? showBare(context, closedPage, 403)
        : showBare(context, signInPage(root, { by: "token", known: demoToken }), 401);
    }
    const formKey = crypto.randomUUID().replaceAll("-", "");
    const { role = "owner" } = who.person ?? {};
    const view = { root, formToken: who.session.formToken, formKey, role };
    const needed = permissionOfPage(request.method, new URL(request.url).pathname);
    return needed === "self" || roleMay(role, needed)
      ? work({ ...who, context, view })
      : show({ ...who, context, view }, notAllowed, { status: 403 });
  };

  const tooOld = (who: SignedIn) => show(who, formTooOld, { status: 403 });

  return {
    root,
    sessions,
    show,
    showBare,
    goTo,
    asSignedIn,
    done({ session, context }, path, notice) {
      if (notice !== undefined) notices.leave(session.formToken, notice);
      return goTo(context, path);
    },
    receive: (request, work) =>
      asSignedIn(request, async (who) => {
        const form = await readForm(request);
        return isOurs(form, who) ? work({ ...who, form, formKey: form.get("form_key") ?? "" }) : tooOld(who);
      }),
    receiveFile: (request, most, work) =>
      asSignedIn(request, async (who) => {
        const { form, file } = await readFileForm(request, most);
        const formKey = form.get("form_key") ?? "";
        return isOurs(form, who) ? work({ ...who, form, formKey, file }) : tooOld(who);
      }),
  };
}

const notAllowed = plainDashboardPage(
  "Not yours to do",
  "Your role in this shop does not include that. Nothing was done; an owner can give you another role.",
);

const formTooOld = plainDashboardPage(
  "That form was too old",
  "Nothing was done. Open the page again and repeat it.",
);

function isOurs(form: URLSearchParams, { session }: SignedIn): boolean {
  return (
    isSameSecret(form.get("form_token") ?? "", session.formToken) && isFormKey(form.get("form_key") ?? "")
  );
}

function isFormKey(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}
