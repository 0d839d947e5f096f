import { ProblemError } from "../../problem.ts";
import { contextOf } from "../request-context.ts";
import { UNREADABLE, withoutNul } from "../without-nul.ts";

/** Far more than a form of ours can hold, bytes. */
const LARGEST_FORM = 64 * 1024;

/** Reads a form's fields, of a page without scripts. @throws ProblemError for anything else. */
export async function readForm(request: Request): Promise<URLSearchParams> {
  if (!/^application\/x-www-form-urlencoded(;|$)/i.test(request.headers.get("content-type") ?? ""))
    throw new ProblemError({ kind: "unsupported_content_type" });
  const sent = new TextDecoder().decode(await contextOf(request).readBody(LARGEST_FORM));
  return new URLSearchParams(withoutNul(sent));
}

/** A file that somebody sent with a form. */
export interface SentFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads a form with a file in the field `file`, if one was chosen.
 *
 * @param most bytes the file may have.
 * @throws ProblemError for anything else, or more.
 */
export async function readFileForm(
  request: Request,
  most: number,
): Promise<{ readonly form: URLSearchParams; readonly file: SentFile | undefined }> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data;/i.test(type)) throw new ProblemError({ kind: "unsupported_content_type" });
  const bytes = await contextOf(request).readBody(most + LARGEST_FORM);
  const form = new URLSearchParams();
  let file: SentFile | undefined;
  for (const [name, value] of await partsOf(bytes, type)) {
    if (typeof value === "string") form.append(name, value.replaceAll("\0", UNREADABLE));
    else if (name === "file") file = { name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) };
  }
  return { form, file };
}

async function partsOf(bytes: Uint8Array, type: string): Promise<readonly [string, string | File][]> {
  try {
    const copy = new Uint8Array(bytes);
    return [...(await new Response(copy, { headers: { "content-type": type } }).formData())];
  } catch {
    throw new ProblemError({ kind: "unsupported_content_type" });
  }
}
