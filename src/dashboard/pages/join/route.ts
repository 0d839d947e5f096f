import { Elysia } from "elysia";
import { type Html, html } from "../../../html.ts";
import { readForm } from "../../../http/pages/form-body.ts";
import { contextOf, type RequestContext } from "../../../http/request-context.ts";
import { acceptInvitation, explainPeopleRefusal, invitationOf } from "../../../people/administration.ts";
import type { Invitation } from "../../../people/person.ts";
import { hashPassword, passwordMistake } from "../../../people/secrets.ts";
import { openSession } from "../../../people/sign-in.ts";
import { field, submit } from "../../parts/forms.ts";
import { card, remark } from "../../parts/page-parts.ts";
import type { AdminServices } from "../../services.ts";
import type { DashboardPage } from "../../shell/layout.ts";
import type { PageFrame } from "../page-frame.ts";
import { LIFETIME } from "../sign-in/sign-in-session.ts";

/** `/admin/join/<token>`: how somebody comes in who was invited. The link is its own permission, once. */
export function joinRoutes(
  frame: PageFrame,
  {
    reads,
    write,
    clock,
    shop,
    guesses,
  }: Pick<AdminServices, "reads" | "write" | "clock" | "shop" | "guesses">,
) {
  const { root } = frame;

  function refused(context: RequestContext): Response {
    const problem = guesses.wrong(context, "dashboard", "that is no invitation");
    context.problem = problem.kind;
    const status = problem.kind === "too_many_wrong_tokens" ? 429 : 404;
    return frame.showBare(context, overPage(root), status);
  }

  async function join(context: RequestContext, token: string, form: URLSearchParams): Promise<Response> {
    const invitation = await invitationOf(reads.people, token, clock.now());
    if (!invitation) return refused(context);
    const name = form.get("name") ?? "";
    const mistake = passwordMistake(form.get("password") ?? "");
    if (mistake !== undefined)
      return frame.showBare(context, joinPage(shop.name, invitation, name, mistake), 422);
    const passwordHash = await hashPassword(form.get("password") ?? "");
    const now = clock.now();
    const browser = context.request.headers.get("user-agent") ?? "";
    const done = await write(async (stores) => {
      const joined = await acceptInvitation(stores, token, { name, passwordHash }, now);
      if (!joined.ok) return joined;
      const { id } = joined.value;
      return {
        ok: true as const,
        cookie: await openSession(stores.people, id, { browser, now, lifetime: LIFETIME }),
      };
    });
    if (done.ok) return frame.goTo(context, "", frame.sessions.cookieFor(done.cookie));
    const reason = explainPeopleRefusal(done.refusal);
    return frame.showBare(context, joinPage(shop.name, invitation, name, reason), 409);
  }

  return new Elysia({ normalize: false })
    .get("/admin/join/:token", async ({ request, params }) => {
      const context = contextOf(request);
      context.route = "/admin/join/:token";
      const invitation = await invitationOf(reads.people, params.token, clock.now());
      return invitation ? frame.showBare(context, joinPage(shop.name, invitation), 200) : refused(context);
    })
    .post(
      "/admin/join/:token",
      async ({ request, params }: { request: Request; params: { token: string } }) => {
        const context = contextOf(request);
        context.route = "/admin/join/:token";
        return join(context, params.token, await readForm(request));
      },
      { parse: "none" },
    );
}

function joinPage(shop: string, { email, role }: Invitation, name = "", reason?: string): DashboardPage {
  return page(
    `Join ${shop}`,
    html`${reason === undefined ? undefined : remark(reason, "bad", "alert")}
${card(html`<p>You are invited as ${role}. You will sign in as ${email}.</p>
<form class="form" method="post">
<input type="text" name="username" value="${email}" autocomplete="username" hidden>
${field("name", "Your name", { value: name, isRequired: true })}
<label>A password<input type="password" name="password" autocomplete="new-password" required><span class="hint">At least 12 characters; a sentence is good</span></label>
${submit("Come in", "primary")}
</form>`)}`,
  );
}

function overPage(root: string): DashboardPage {
  return page(
    "This invitation is over",
    html`<p>It was used, taken back, or is older than three days. Ask for another one.</p>
<p><a href="${root}/admin">Sign in</a></p>`,
  );
}

function page(title: string, main: Html): DashboardPage {
  return { title, isNarrow: true, main: html`<h1>${title}</h1>\n${main}` };
}
