import { type Problem, ProblemError } from "../problem.ts";
import { excessOf, findUnsafe } from "./json-safety.ts";
import { describeJsonError } from "./json-syntax.ts";
import { contextOf } from "./request-context.ts";

/** The largest body taken, in bytes. The largest official example has about 10 KiB. */
export const maxBodyBytes = 256 * 1024;

/** How deep objects and arrays may nest. ACP's own requests need seven levels. */
export const maxBodyDepth = 32;

/** How many values a body may hold. A cart of a hundred items with all that can be said of them has under 5,000. */
export const maxBodyValues = 20_000;

/** What is longer is looked at for its depth and its values before it is parsed. */
const USUAL_LENGTH = 16 * 1024;

export interface BodyRules {
  /** True where a request may come without a body; it then reads as `{}`. */
  readonly optional: boolean;
  /**
   * Checks the request's signature over the bytes as received, before anything is made of them. Not called for a
   * request without a body: there is nothing signed.
   */
  readonly verify: (bytes: Uint8Array) => Problem | undefined;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads a request's JSON body: size, content type and encoding, signature, UTF-8, JSON, depth and forbidden names, in this order.
 * A schema is still to be checked after it.
 *
 * @throws ProblemError with what is wrong.
 */
export async function readJson(request: Request, rules: BodyRules): Promise<unknown> {
  const bytes = await contextOf(request).readBody(maxBodyBytes);
  if (bytes.byteLength === 0) {
    if (rules.optional) return {};
    throw new ProblemError({ kind: "malformed_json", detail: "it is empty" });
  }
  if (!isJson(request.headers.get("content-type")))
    throw new ProblemError({ kind: "unsupported_content_type" });
  if (!isPlain(request.headers.get("content-encoding")))
    throw new ProblemError({ kind: "unsupported_content_encoding" });
  const forged = rules.verify(bytes);
  if (forged) throw new ProblemError(forged);
  const value = parse(decode(bytes));
  const unsafe = findUnsafe(value, maxBodyDepth);
  if (unsafe) throw new ProblemError(unsafe);
  return value;
}

/** Longer than any content type of JSON. The pattern below goes over blanks again and again, so not over many. */
const LONGEST_CONTENT_TYPE = 128;

/** `application/json` in any letter case, with no charset but UTF-8 (RFC 8259 §8.1 knows no other). */
function isJson(contentType: string | null): boolean {
  if (contentType === "application/json") return true;
  if (contentType === null) return false;
  if (contentType.length > LONGEST_CONTENT_TYPE) return false;
  return /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?;?\s*$/i.test(contentType);
}

/** As it is: with no content coding but `identity`, which changes nothing (RFC 9110 section 12.5.3). */
function isPlain(contentEncoding: string | null): boolean {
  return contentEncoding === null || contentEncoding.trim().toLowerCase() === "identity";
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new ProblemError({ kind: "malformed_json", detail: "it is not UTF-8" });
  }
}

function parse(text: string): unknown {
  const excess =
    text.length > USUAL_LENGTH && excessOf(text, { maxDepth: maxBodyDepth, maxValues: maxBodyValues });
  if (excess) throw new ProblemError(excess);
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError({ kind: "malformed_json", detail: describeJsonError(text) });
  }
}
