import { ProblemError } from "../../problem.ts";
import { contextOf } from "../request-context.ts";

/** Far more than a form of ours can hold, bytes. */
const LARGEST_FORM = 64 * 1024;

/** Reads a form's fields, of a page without scripts. @throws ProblemError for anything else. */
export async function readForm(request: Request): Promise<URLSearchParams> {
  if (!/^application\/x-www-form-urlencoded(;|$)/i.test(request.headers.get("content-type") ?? ""))
    throw new ProblemError({ kind: "unsupported_content_type" });
  return new URLSearchParams(new TextDecoder().decode(await contextOf(request).readBody(LARGEST_FORM)));
}
