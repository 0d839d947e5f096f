import { type Problem, ProblemError } from "../problem.ts";
import { findUnsafe } from "./json-safety.ts";
import { describeJsonError } from "./json-syntax.ts";

/** The largest body taken, in bytes. The largest official example has about 10 KiB. */
export const maxBodyBytes = 256 * 1024;

/** How deep objects and arrays may nest. ACP's own requests need seven levels. */
export const maxBodyDepth = 32;

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
  const bytes = await readBytes(request);
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

/**
 * Reads a body as it is, no more than the limit, whether the sender announced the length or not.
 *
 * @throws ProblemError when it is longer or was cut off.
 */
export async function readBytes(request: Request): Promise<Uint8Array> {
  const announced = request.headers.get("content-length");
  if (announced === null && request.headers.has("transfer-encoding")) return readChunks(request);
  if (Number(announced) > maxBodyBytes) throw tooLarge();
  const bytes = await request.arrayBuffer().catch(cutOff);
  if (bytes.byteLength > maxBodyBytes) throw tooLarge();
  return new Uint8Array(bytes);
}

async function readChunks(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > maxBodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(): ProblemError {
  return new ProblemError({ kind: "body_too_large", limitBytes: maxBodyBytes });
}

function cutOff(): never {
  throw new ProblemError({
    kind: "malformed_json",
    detail: "the connection ended before all of it had arrived",
  });
}

/** `application/json` in any letter case, with no charset but UTF-8 (RFC 8259 §8.1 knows no other). */
function isJson(contentType: string | null): boolean {
  if (contentType === "application/json") return true;
  if (contentType === null) return false;
  return /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?;?\s*$/i.test(contentType);
}

/** As it is: with no content coding but `identity`, which changes nothing (RFC 9110 section 12.5.3). */
function isPlain(contentEncoding: string | null): boolean {
  return contentEncoding === null || /^\s*identity\s*$/i.test(contentEncoding);
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new ProblemError({ kind: "malformed_json", detail: "it is not UTF-8" });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError({ kind: "malformed_json", detail: describeJsonError(text) });
  }
}
