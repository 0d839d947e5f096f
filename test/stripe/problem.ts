/** An error as Stripe answers it: `{ "error": { … } }` with a status. Thrown by endpoints, caught by the server. */
export class StripeProblem extends Error {
  override readonly name = "StripeProblem";
  readonly status: number;
  readonly error: Readonly<Record<string, unknown>>;
  /** Whether the endpoint had begun its work, so that a retry with the same key hears the same again. */
  readonly stored: boolean;

  constructor(
    status: number,
    error: Readonly<Record<string, unknown>> & { readonly message: string },
    stored = false,
  ) {
    super(error.message);
    this.status = status;
    this.error = error;
    this.stored = stored;
  }
}

/** 400: the request itself is wrong, and nothing was begun. */
export function invalidRequest(message: string, param?: string, code?: string): StripeProblem {
  return new StripeProblem(400, { type: "invalid_request_error", message, param, code });
}

/** 404 for an id nobody knows, in Stripe's words. */
export function noSuch(what: string, id: string, param = "id"): StripeProblem {
  return new StripeProblem(404, {
    type: "invalid_request_error",
    code: "resource_missing",
    message: `No such ${what}: '${id}'`,
    param,
  });
}
