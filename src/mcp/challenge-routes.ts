import { Elysia } from "elysia";
import { contextOf } from "../http/request-context.ts";
import { respond } from "../http/respond.ts";

/**
 * `/.well-known/openai-apps-challenge`: the token alone, as text (OpenAI, "Submit your app": domain verification).
 *
 * @param token absent: there is no such route.
 */
export function challengeRoutes(token: string | undefined) {
  if (token === undefined) return [];
  const headers = { "content-type": "text/plain; charset=utf-8" };
  return [
    new Elysia({ normalize: false }).get("/.well-known/openai-apps-challenge", ({ request }) =>
      respond(contextOf(request), { status: 200, body: token, headers }),
    ),
  ];
}
