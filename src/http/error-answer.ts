import { NotFoundError, ParseError, ValidationError } from "elysia";
import { type Problem, ProblemError } from "../problem.ts";
import type { ProtocolVersion } from "../protocols/protocol.ts";
import { isStorageFailure } from "../storage.ts";
import { validationProblem } from "../validation-problem.ts";
import type { RequestContext } from "./request-context.ts";
import { type Reply, respond, respondProblem } from "./respond.ts";
import type { RouteTable } from "./route-table.ts";

/**
 * Answers whatever an Elysia app threw, in the words of a version. What nobody expected, or the disk brought about, is
 * kept on the request's context for the log; the caller hears of an internal error or of one to wait for.
 *
 * @param pageInstead what people are shown where nothing is; absent: nobody looks for pages here.
 */
export function answerError(
  context: RequestContext,
  version: ProtocolVersion,
  routes: RouteTable,
  error: unknown,
  pageInstead?: (context: RequestContext) => Reply | undefined,
): Response {
  const problem = problemOf(error, context.path, routes);
  const page = problem.kind === "not_found" ? pageInstead?.(context) : undefined;
  if (page) {
    context.problem = problem.kind;
    return respond(context, page);
  }
  if (problem.kind === "internal" || problem.kind === "storage_unavailable") context.failure = error;
  return respondProblem(context, version, problem);
}

function problemOf(error: unknown, path: string, routes: RouteTable): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (isStorageFailure(error)) return { kind: "storage_unavailable" };
  if (error instanceof NotFoundError) return notFound(path, routes);
  // Elysia wraps whatever a parse hook throws.
  if (error instanceof ParseError && error.cause instanceof ProblemError) return error.cause.problem;
  if (error instanceof ValidationError && error.type === "body" && error.valueError) {
    return validationProblem(error.valueError, error.value);
  }
  return { kind: "internal" };
}

/** Elysia answers a wrong method on a known path as if the path were unknown. */
function notFound(path: string, routes: RouteTable): Problem {
  const route = routes.find(path);
  return route ? { kind: "method_not_allowed", allow: route.methods } : { kind: "not_found", what: "route" };
}
