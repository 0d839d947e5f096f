import { ProblemError } from "../problem.ts";

/** 1 to 255 visible ASCII characters (RFC "Idempotency" §3). */
const wellFormed = /^[\x21-\x7e]{1,255}$/;

/**
 * Reads the `Idempotency-Key` of a POST; `undefined` when there is none and the version asks for none.
 *
 * @throws ProblemError when it is missing where it is required, or is not 1 to 255 visible characters.
 */
export function readIdempotencyKey(request: Request, required: boolean): string | undefined {
  const key = request.headers.get("idempotency-key");
  if (key === null || key === "") {
    if (required) throw new ProblemError({ kind: "idempotency_key_required" });
    return undefined;
  }
  if (!wellFormed.test(key)) throw new ProblemError({ kind: "idempotency_key_invalid" });
  return key;
}
