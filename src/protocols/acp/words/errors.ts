import { Type } from "@sinclair/typebox";
import { maybe } from "../../../operations/fields.ts";
import type { Place, Problem } from "../../../problem.ts";
import type { ErrorAnswer } from "../../error-answer.ts";
import { closed, enumeration } from "./fields.ts";
import { type ProblemAnswer, type ProblemAnswers, problemAnswers } from "./problem-answers.ts";

/** The flat ACP error object. What is undefined is not sent. */
export type ErrorBody = {
  readonly type: string;
  readonly code: string;
  readonly message: string;
  /** JSONPath of the field in the request. */
  readonly param?: string | undefined;
  readonly supported_versions?: readonly string[] | undefined;
};

/** A protocol error, ready to send. */
export interface AcpErrorAnswer extends ErrorAnswer {
  readonly body: ErrorBody;
}

/** The flat error object of 2025-09-29 to 2026-01-30. */
export const ErrorUntil20260130 = closed({
  type: enumeration(["invalid_request", "request_not_idempotent", "processing_error", "service_unavailable"]),
  code: Type.String(),
  message: Type.String(),
  param: maybe(Type.String({ description: "JSONPath of the field in the request." })),
});

/** The flat error object from 2026-04-17 on. */
export const ErrorSince20260417 = closed({
  type: enumeration(["invalid_request", "processing_error", "service_unavailable"]),
  code: Type.String(),
  message: Type.String(),
  param: maybe(Type.String({ description: "JSONPath of the field in the request." })),
  supported_versions: maybe(Type.Array(Type.String())),
});

/** Where versions differ in how they answer the same problem. */
export interface ErrorDialect {
  readonly path: (place: Place) => string | undefined;
  readonly answers: ProblemAnswers;
  /** Whether the error object may list `supported_versions`. */
  readonly listsSupportedVersions: boolean;
}

/** The dialect of 2025-09-29 to 2026-01-30: a key used again with another body was a conflict. */
export const errorsUntil20260130: Omit<ErrorDialect, "path"> = {
  answers: {
    ...problemAnswers,
    idempotency_conflict: { ...problemAnswers.idempotency_conflict, status: 409 },
  },
  listsSupportedVersions: false,
};

/** The dialect from 2026-04-17 on. */
export const errorsSince20260417: Omit<ErrorDialect, "path"> = {
  answers: problemAnswers,
  listsSupportedVersions: true,
};

/** Gives a version's way of answering problems: flat object, status, and the headers the status calls for. */
export function errorEncoder(dialect: ErrorDialect) {
  return (problem: Problem, path = dialect.path): AcpErrorAnswer => {
    // The table has for each kind the answer to problems of that kind, which the compiler cannot follow through a key.
    const answer = dialect.answers[problem.kind] as ProblemAnswer;
    const { type = "invalid_request", code = problem.kind } = answer;
    const place = said(answer.place, problem);
    const body = {
      type,
      code,
      message: said(answer.message, problem),
      param: place && path(place),
    };
    return {
      status: said(answer.status, problem),
      body:
        dialect.listsSupportedVersions && "supported" in problem
          ? { ...body, supported_versions: problem.supported.filter(isDated) }
          : body,
      headers: said(answer.headers, problem),
    };
  };
}

/** What an answer says of a problem: the same of each, or what it makes of this one. */
function said<Words>(words: Words | ((problem: Problem) => Words), problem: Problem): Words {
  return words instanceof Function ? words(problem) : words;
}

/** The error object lists dates only; `unreleased` has none. */
function isDated(version: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(version);
}
