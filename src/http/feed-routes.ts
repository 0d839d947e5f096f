import { type AnyElysia, Elysia } from "elysia";
import type { PulledFormat } from "../feed/pull/make-files.ts";
import type { Publication, PulledFile } from "../feed/pull/publication.ts";
import { type Problem, ProblemError } from "../problem.ts";
import { accepts } from "./accepted.ts";
import { bearerToken } from "./admission.ts";
import { contextOf, type RequestContext } from "./request-context.ts";
import { type Reply, respond } from "./respond.ts";
import { isSameSecret } from "./same-secret.ts";
import type { TokenGuesses } from "./token-guesses.ts";

export interface FeedServices {
  readonly publication: Pick<Publication, "file">;
  /** Asked of whoever fetches the feed, as a bearer token or as `?access_token=`; absent: anybody may. */
  readonly accessToken?: string | undefined;
  readonly guesses: TokenGuesses;
  /** Whether the guides' address of the feed is answered, too. */
  readonly guideDialect?: boolean | undefined;
}

/** For how long a fetched feed need not be fetched again, seconds. */
const MAX_AGE = 900;

/** How long a request waits for a feed that is made for the first time, milliseconds: less than proxies wait. */
const PATIENCE = 20_000;

const RETRY_AFTER_SECONDS = 15;

const extensions = ["jsonl", "csv", "tsv", "xml", "json"] as const;

/** Where common implementation guides put the feed, as JSON with a header of its own (`?shape=meta` elsewhere). */
const guideAddress = "/commerce/feed.json";

/**
 * The product feed, for whoever fetches it: `/feed.jsonl`, `.csv`, `.tsv`, `.xml` and `.json`, each also with `.gz`.
 * A request costs the reading of a file; most cost nothing, since a feed that has not changed is not sent again.
 */
export function feedRoutes({ publication, accessToken, guesses, guideDialect }: FeedServices): AnyElysia {
  function refusalOf(context: RequestContext, expected: string): Problem | undefined {
    const token = shownToken(context.request);
    if (token !== undefined && isSameSecret(token, expected)) return undefined;
    const detail = "the feed is for the bearer of its access token";
    return token === undefined ? { kind: "unauthorized", detail } : guesses.wrong(context, "feed", detail);
  }

  async function answer(
    request: Request,
    extension: (typeof extensions)[number],
    isArchive: boolean,
  ): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const hasMeta = extension === "json" && searchParams.get("shape") === "meta";
    return answerFormat(request, hasMeta ? "json-meta" : extension, isArchive);
  }

  async function answerFormat(request: Request, format: PulledFormat, isArchive: boolean): Promise<Response> {
    const context = contextOf(request);
    const problem = accessToken === undefined ? undefined : refusalOf(context, accessToken);
    if (problem) throw new ProblemError(problem);
    const file = await publication.file(format, PATIENCE);
    if (file === undefined) {
      throw new ProblemError({ kind: "feed_not_ready", retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
    return respond(context, replyWith(request.headers, file, format, isArchive, accessToken !== undefined));
  }

  const app = new Elysia({ normalize: false });
  for (const extension of extensions) {
    app.get(`/feed.${extension}`, ({ request }) => answer(request, extension, false));
    app.get(`/feed.${extension}.gz`, ({ request }) => answer(request, extension, true));
  }
  if (guideDialect) app.get(guideAddress, ({ request }) => answerFormat(request, "json-meta", false));
  return app;
}

/** @param isArchive whether the compressed file itself was asked for, and not the feed in whichever coding. */
function replyWith(
  asked: Headers,
  { plain, compressed, fingerprint, changedAt }: PulledFile,
  format: PulledFormat,
  isArchive: boolean,
  isPrivate: boolean,
): Reply {
  const isEncoded = !isArchive && accepts(asked.get("accept-encoding"), "gzip", "*");
  const etag = `"${fingerprint.slice(0, 32)}${isArchive || isEncoded ? "-gz" : ""}"`;
  const headers = {
    etag,
    "last-modified": new Date(changedAt).toUTCString(),
    "cache-control": `${isPrivate ? "private" : "public"}, max-age=${MAX_AGE}`,
    "access-control-allow-origin": "*",
    "content-disposition": `inline; filename="feed.${format.replace("json-meta", "json")}${isArchive ? ".gz" : ""}"`,
    ...(isArchive ? {} : { vary: "accept-encoding" }),
  };
  if (isUnchanged(asked, etag, changedAt)) return { status: 304, body: null, headers };
  return {
    status: 200,
    body: Bun.file(isArchive || isEncoded ? compressed.path : plain.path),
    headers: {
      ...headers,
      "content-type": isArchive ? "application/gzip" : mediaTypes[format],
      ...(isEncoded ? { "content-encoding": "gzip" } : {}),
    },
  };
}

const mediaTypes: Readonly<Record<PulledFormat, string>> = {
  jsonl: "application/jsonl; charset=utf-8",
  csv: "text/csv; charset=utf-8; header=present",
  tsv: "text/tab-separated-values; charset=utf-8",
  xml: "application/xml; charset=utf-8",
  json: "application/json; charset=utf-8",
  "json-meta": "application/json; charset=utf-8",
};

/** RFC 9110 §13.2.2: a tag goes before a date, which is asked only where there is no tag. */
function isUnchanged(asked: Headers, etag: string, changedAt: number): boolean {
  const tags = asked.get("if-none-match");
  if (tags !== null) {
    return tags.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === etag);
  }
  const since = Date.parse(asked.get("if-modified-since") ?? "");
  return since >= Math.floor(changedAt / 1000) * 1000;
}

function shownToken(request: Request): string | undefined {
  const bearer = bearerToken(request.headers.get("authorization"));
  return bearer ?? new URL(request.url).searchParams.get("access_token") ?? undefined;
}
