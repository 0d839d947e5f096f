import { Elysia } from "elysia";
import { readForm } from "../../../http/pages/form-body.ts";
import { contextOf, type RequestContext } from "../../../http/request-context.ts";
import { respond } from "../../../http/respond.ts";
import { isSameSecret } from "../../../http/same-secret.ts";
import { signIn } from "../../../people/sign-in.ts";
import type { AdminServices } from "../../services.ts";
import { bareReply } from "../../shell/layout.ts";
import type { PageFrame } from "../page-frame.ts";
import { closedPage } from "./closed-view.ts";
import type { PasswordGuesses } from "./password-guesses.ts";
import { LIFETIME } from "./sign-in-session.ts";
import { type SignInAsk, signInPage } from "./view.ts";

type Services = Pick<AdminServices, "shop" | "token" | "guesses" | "reads" | "write" | "clock" | "demoToken">;

/** Passwords looked at at a time: each takes much memory, and a core for some time. */
const MOST_AT_ONCE = 4;

/** Signing in and out: by the merchant's token until the shop has an owner, then as one of its people. */
export function signInRoutes(frame: PageFrame, services: Services, accounts: PasswordGuesses) {
  const { reads, write, token, demoToken } = services;
  const { sessions, goTo } = frame;
  const byPassword = passwordSignIn(frame, services, accounts);

  return new Elysia({ normalize: false })
    .post(
      "/admin/sign-in",
      async ({ request }) => {
        const context = contextOf(request);
        const form = await readForm(request);
        if (await reads.people.hasOwner()) return byPassword(context, form);
        if (token === undefined) return frame.showBare(context, closedPage, 403);
        return isSameSecret(form.get("token")?.trim() ?? "", token)
          ? goTo(context, "", sessions.open())
          : refuse(
              frame,
              services,
              context,
              { by: "token", known: demoToken },
              {
                reason: "That is not the token.",
              },
            );
      },
      { parse: "none" },
    )
    .post(
      "/admin/sign-out",
      ({ request }) =>
        frame.receive(request, async ({ context, sessionHash }) => {
          if (sessionHash !== undefined) await write(({ people }) => people.endSession(sessionHash));
          return goTo(context, "", sessions.close(request));
        }),
      { parse: "none" },
    );
}

/** Passwords are shorter than tokens: wrong ones of an account are slowed down as well as those of an address. */
function passwordSignIn(frame: PageFrame, services: Services, accounts: PasswordGuesses) {
  const { clock } = services;
  let underWay = 0;
  return async (context: RequestContext, form: URLSearchParams): Promise<Response> => {
    const email = form.get("email")?.trim().toLowerCase() ?? "";
    const password = form.get("password") ?? "";
    const wait = accounts.waitSeconds(email);
    if (wait !== undefined) {
      const reason = `Too many wrong passwords for this address. Wait ${wait} s before you try again.`;
      return tooMany(frame, services, context, wait, reason);
    }
    if (underWay >= MOST_AT_ONCE)
      return tooMany(frame, services, context, 1, "Too many people sign in at this moment. Try again.");
    underWay += 1;
    const done = await signIn(
      services,
      { email, password, code: form.get("code") ?? "" },
      { browser: context.request.headers.get("user-agent") ?? "", now: clock.now(), lifetime: LIFETIME },
    ).finally(() => {
      underWay -= 1;
    });
    switch (done.kind) {
      case "signed_in":
        accounts.forget(email);
        return frame.goTo(context, "", frame.sessions.cookieFor(done.cookie));
      case "needs_code": {
        const reason = "Type the code that your telephone shows, too.";
        return frame.showBare(context, signInPage(frame.root, { by: "password" }, { reason, email }), 401);
      }
      case "wrong": {
        accounts.wrong(email);
        const reason = "That is not right: look at address, password and code.";
        return refuse(frame, services, context, { by: "password" }, { reason, email });
      }
    }
  };
}

function refuse(
  frame: PageFrame,
  services: Services,
  context: RequestContext,
  asks: SignInAsk,
  more: { readonly reason: string; readonly email?: string },
): Response {
  const problem = services.guesses.wrong(context, "dashboard", "that does not sign in");
  context.problem = problem.kind;
  if (problem.kind !== "too_many_wrong_tokens")
    return frame.showBare(context, signInPage(frame.root, asks, more), 401);
  const { retryAfterSeconds } = problem;
  const reason =
    asks.by === "token"
      ? `Too many wrong tokens. Wait ${retryAfterSeconds} s before you try another; the right one opens at any time.`
      : `Too many wrong passwords. Wait ${retryAfterSeconds} s before you try another; the right one opens at any time.`;
  return tooMany(frame, services, context, retryAfterSeconds, reason, asks);
}

function tooMany(
  { root }: PageFrame,
  { shop }: Services,
  context: RequestContext,
  retryAfterSeconds: number,
  reason: string,
  asks: SignInAsk = { by: "password" },
): Response {
  const reply = bareReply(shop, root, signInPage(root, asks, { reason }), 429);
  const headers = { ...reply.headers, "retry-after": String(retryAfterSeconds) };
  return respond(context, { ...reply, headers });
}
