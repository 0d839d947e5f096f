import { Elysia } from "elysia";
import { readForm } from "../../../http/pages/form-body.ts";
import { contextOf, type RequestContext } from "../../../http/request-context.ts";
import { respond } from "../../../http/respond.ts";
import { isSameSecret } from "../../../http/same-secret.ts";
import type { AdminServices } from "../../services.ts";
import { bareReply } from "../../shell/layout.ts";
import type { PageFrame } from "../page-frame.ts";
import { signInPage } from "./view.ts";

/** Signing in with the merchant's token, and out. */
export function signInRoutes(
  { root, sessions, showBare, goTo }: PageFrame,
  { shop, token, guesses }: Pick<AdminServices, "shop" | "token" | "guesses">,
) {
  function refuse(context: RequestContext): Response {
    const problem = guesses.wrong(context, "dashboard", "that is not the token");
    context.problem = problem.kind;
    if (problem.kind !== "too_many_wrong_tokens")
      return showBare(context, signInPage(root, "That is not the token."), 401);
    const { retryAfterSeconds } = problem;
    const page = signInPage(
      root,
      `Too many wrong tokens. Wait ${retryAfterSeconds} s before you try another; the right one opens at any time.`,
    );
    const reply = bareReply(shop, root, page, 429);
    const headers = { ...reply.headers, "retry-after": String(retryAfterSeconds) };
    return respond(context, { ...reply, headers });
  }

  return new Elysia({ normalize: false })
    .post(
      "/admin/sign-in",
      async ({ request }) => {
        const context = contextOf(request);
        const form = await readForm(request);
        return isSameSecret(form.get("token")?.trim() ?? "", token)
          ? goTo(context, "", sessions.open())
          : refuse(context);
      },
      { parse: "none" },
    )
    .post("/admin/sign-out", async ({ request }) => goTo(contextOf(request), "", sessions.close(request)), {
      parse: "none",
    });
}
