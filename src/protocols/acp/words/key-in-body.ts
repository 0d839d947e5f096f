/** The idempotency key in a checked body; `undefined` where it has none. */
export function keyInBody(body: unknown): string | undefined {
  return typeof body === "object" && body !== null && "idempotency_key" in body
    ? String(body.idempotency_key)
    : undefined;
}
